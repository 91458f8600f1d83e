#pragma once

#include <functional>

#include "core/scenario.h"
#include "core/verdict.h"

namespace roadworthy {

/// Told of every step as it ends, for progress lines.
using OnStep = std::function<void(const StepVerdict& step)>;

/// Told of the verdict while the stand still stands. True: the stand was let go of, and is not to be torn down.
using OnJudged = std::function<bool(const ScenarioVerdict& verdict, Stand& stand)>;

/// Runs one scenario to its end on a runtime: prepares the stand, does the steps, tears down, unless `on_judged` (which
/// may be empty) has it otherwise. The stand is handed to `on_stand` as soon as there is one, so that an interrupt can
/// reach it.
[[nodiscard]] ScenarioVerdict run_scenario(const Scenario& scenario, Runtime& runtime, const StandOptions& options,
                                           const Clock& clock, const OnStep& on_step,
                                           const std::function<void(Stand*)>& on_stand, const OnJudged& on_judged = {});

}  // namespace roadworthy
