#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "reports/common/run_verdict.h"

namespace roadworthy::report {

enum class CaseResult { passed, failed, errored, skipped };

/// A `testcase`. All text is visible.
struct Case {
  std::string name;  ///< Unique within its suite.
  std::string file;
  std::uint32_t line = 0;  ///< Zero: unknown.
  Duration time{};
  CaseResult result = CaseResult::passed;
  std::string message;  ///< One line; of every result but `passed`.
  std::string text;     ///< What the consumers show; several lines.
  std::string output;   ///< Bounded evidence, for `system-out`.
};

/// A `testsuite`.
struct Suite {
  std::string name;       ///< Unique in the report.
  std::string classname;  ///< Of all its cases; unique in the report. Dots part it into packages.
  std::string file;
  Duration time{};
  std::vector<std::pair<std::string, std::string>> properties;
  std::vector<Case> cases;  ///< Never empty: there are consumers that leave out a suite without cases.
  std::string output;
};

/// A suite for each scenario, and one more when the run itself has something to complain of. Only one is in memory at a
/// time.
void for_each_suite(const RunVerdict& run, const std::function<void(const Suite&)>& use);

}  // namespace roadworthy::report
