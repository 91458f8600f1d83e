#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace roadworthy {

/// Whether the whole of `text` is what `pattern` says: `*` stands for any characters, also none and also `/`, `?` for
/// one; everything else for itself.
[[nodiscard]] bool matches_pattern(std::string_view pattern, std::string_view text);

[[nodiscard]] bool matches_any(const std::vector<std::string>& patterns, std::string_view text);

}  // namespace roadworthy
