#pragma once

#include <string>
#include <string_view>

namespace roadworthy {

/// Base64 of RFC 4648, section 4 (`+` and `/`), padded.
[[nodiscard]] std::string to_base64(std::string_view bytes);

/// Base64 of RFC 4648, section 5 (`-` and `_`), padded.
[[nodiscard]] std::string base64_for_urls(std::string_view bytes);

/// The bytes behind base64 of either alphabet, padded or not; empty where it is none.
[[nodiscard]] std::string from_base64(std::string_view text);

}  // namespace roadworthy
