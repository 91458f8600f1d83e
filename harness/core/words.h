#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace roadworthy {

/// Splits a command line into words as POSIX 2.2 (quoting) says: blanks separate, `'` `"` and `\` quote. Nothing is
/// expanded, and no shell runs. An unclosed quote, an empty line and shell operators outside quotes (`|`, `&&`, `>`,
/// ...) are `usage` errors, because whoever wrote them expected a shell.
[[nodiscard]] Result<std::vector<std::string>> split_words(std::string_view line);

/// One line that a POSIX shell splits into the same words.
[[nodiscard]] std::string quote_words(const std::vector<std::string>& words);

}  // namespace roadworthy
