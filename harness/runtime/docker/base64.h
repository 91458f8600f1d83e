#pragma once

#include <string>
#include <string_view>

namespace roadworthy {

/// Base64 of RFC 4648 with the alphabet of section 5 (`-` and `_`), padded, as the Engine wants its headers.
[[nodiscard]] std::string base64_for_urls(std::string_view bytes);

/// The bytes behind base64 of either alphabet; empty where it is none.
[[nodiscard]] std::string bytes_of_base64(std::string_view text);

}  // namespace roadworthy
