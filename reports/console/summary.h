#pragma once

#include <string>

#include "reports/common/tally.h"
#include "reports/console/console.h"

namespace roadworthy::report {

/// A line for every item of the run but the planned ones: item, verdict, the scenarios that showed it.
[[nodiscard]] std::string item_table(const RunVerdict& run, const Tally& tally, const ConsoleStyle& style);

/// Totals, what was not shown and why, and as the last line the result of the whole run.
[[nodiscard]] std::string totals(const RunVerdict& run, const Tally& tally, const ConsoleStyle& style);

}  // namespace roadworthy::report
