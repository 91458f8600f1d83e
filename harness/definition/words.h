#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace roadworthy {

/// Splits a command by POSIX word rules: blanks separate, single quotes take everything literally, in double quotes a
/// backslash escapes `$`, backquote, `"`, `\` and a newline, outside of quotes any character. Nothing is expanded.
/// Nothing comes back where a quote is not closed.
[[nodiscard]] std::optional<std::vector<std::string>> split_command(std::string_view command);

}  // namespace roadworthy
