#pragma once

#include <cstddef>
#include <string_view>

namespace roadworthy {

/// Length in bytes of the UTF-8 sequence that `text`, which is not empty, begins with; 0 if it begins with none
/// (RFC 3629, section 4: nothing overlong, no surrogates, nothing behind U+10FFFF).
[[nodiscard]] std::size_t utf8_length(std::string_view text);

/// Offset of the first byte that is not UTF-8; npos if all of it is.
[[nodiscard]] std::size_t find_invalid_utf8(std::string_view text);

}  // namespace roadworthy
