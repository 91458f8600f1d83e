#pragma once

#include "reports/common/run_verdict.h"
#include "reports/console/console.h"

namespace roadworthy {

/// The console's text of a `check`. Items that nothing in the definitions is about come in one list of names, without
/// a row and a reason each, unless they were required; the other reports have all of them.
void write_check_console(const RunVerdict& run, ConsoleStyle style, const TextSink& out);

}  // namespace roadworthy
