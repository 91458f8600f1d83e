#pragma once

#include <string>
#include <string_view>

namespace roadworthy::mocks {

/// Whether `bytes` can stand in a JSON string as they are.
[[nodiscard]] bool is_utf8(std::string_view bytes);

/// `bytes` where they are UTF-8, else every byte above 0x7e as `\xNN`.
[[nodiscard]] std::string as_text(std::string_view bytes);

}  // namespace roadworthy::mocks
