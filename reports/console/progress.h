#pragma once

#include <cstddef>
#include <string>

#include "core/verdict.h"
#include "reports/console/console.h"

namespace roadworthy {

/// A scenario's place in its run. Both count from 1.
struct ProgressPosition {
  std::size_t number = 1;
  std::size_t of = 1;
};

/// Lines for stderr while a run goes on, each with its line feed and never wider than the style. Scenarios run side by
/// side: the number says which one a line speaks of.
///
///     [ 3/12] started             Health follows Logstash
///     [ 3/12] step         1.403s passed    eventually: GET http://edge:3000/api/health answers 200
///     [ 3/12] finished     4.398s passed    Health follows Logstash
[[nodiscard]] std::string progress_started(const ProgressPosition& position, std::string_view scenario,
                                           const ConsoleStyle& style);

/// With the reason behind a step that failed, errored or was not shown.
[[nodiscard]] std::string progress_step(const ProgressPosition& position, const StepVerdict& step,
                                        const ConsoleStyle& style);

/// With the reason behind a scenario that did not pass.
[[nodiscard]] std::string progress_finished(const ProgressPosition& position, const ScenarioVerdict& scenario,
                                            const ConsoleStyle& style);

}  // namespace roadworthy
