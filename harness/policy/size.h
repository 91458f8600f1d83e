#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace roadworthy {

/// Bytes of `512MB`, `0.5GB` (powers of 1000), `512MiB`, `1GiB` (powers of 1024), `1048576B`. Units are needed.
[[nodiscard]] std::optional<std::uint64_t> parse_byte_size(std::string_view text);

/// As people write it: `512 MiB`, `0.5 GB`, `1000 bytes`: the largest unit that gives a number with at most two digits
/// behind its point.
[[nodiscard]] std::string size_text(std::uint64_t bytes);

}  // namespace roadworthy
