#pragma once

#include <string>

#include "core/verdict.h"
#include "reports/console/console.h"

namespace roadworthy {

/// The console's text of a `check`. Items that nothing in the definitions is about come in one list of names, without
/// a row and a reason each, unless they were required; the other reports have all of them.
[[nodiscard]] std::string check_console(const RunVerdict& run, const ConsoleStyle& style);

}  // namespace roadworthy
