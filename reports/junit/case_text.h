#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/common/run_verdict.h"

namespace roadworthy::report {

using Steps = std::vector<const StepVerdict*>;

/// One line: the reason and the first thing that was seen otherwise than expected.
[[nodiscard]] std::string message_of(const StepVerdict& step);

/// Where, what was expected, what was seen, and the newest lines of the logs, for each step.
[[nodiscard]] std::string text_of(const RunVerdict& run, const ScenarioVerdict& scenario, const Steps& steps);

/// All evidence of the steps, at most 32 KiB.
[[nodiscard]] std::string output_of(const RunVerdict& run, const Steps& steps);

/// `text` visible, and without the marks by which GitLab and Jenkins attach files and set properties.
[[nodiscard]] std::string harmless(std::string_view text);

}  // namespace roadworthy::report
