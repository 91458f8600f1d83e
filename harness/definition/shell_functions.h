#pragma once

#include <map>
#include <string>
#include <vector>

#include "definition/script_words.h"

namespace roadworthy {

/// Functions of a script, each with the commands of its body.
using ShellFunctions = std::map<std::string, std::vector<Command>>;

/// Commands in the order in which they run: the body of a function stands behind the first command that calls it
/// (`start`), or has another function call it (`retry start`), under that command's conditions. Bodies that nothing
/// calls come last.
[[nodiscard]] std::vector<Command> call_functions(std::vector<Command> commands, ShellFunctions functions);

}  // namespace roadworthy
