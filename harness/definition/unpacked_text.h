#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace roadworthy {

/// Whether bytes begin as gzip does (RFC 1952).
[[nodiscard]] bool is_gzip(std::string_view bytes);

/// What gzip has packed; nothing where it is broken or is more than 1 MiB, which no machine takes as user data.
[[nodiscard]] std::optional<std::string> unpacked_text(std::string_view gzip);

}  // namespace roadworthy
