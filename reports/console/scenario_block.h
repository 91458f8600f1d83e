#pragma once

#include <string>

#include "reports/common/run_verdict.h"
#include "reports/console/console.h"

namespace roadworthy::report {

/// Whether there is more to tell of the scenario than its outcome.
[[nodiscard]] bool needs_block(const ScenarioVerdict& scenario);

/// Everything that a reader needs of a scenario that failed or errored, or that left something behind.
[[nodiscard]] std::string scenario_block(const RunVerdict& run, const ScenarioVerdict& scenario,
                                         const ConsoleStyle& style);

}  // namespace roadworthy::report
