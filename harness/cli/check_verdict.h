#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/checklist.h"
#include "core/error.h"
#include "reports/common/run_verdict.h"

namespace roadworthy {

/// What becomes of a `check`, definition by definition. However many there are, memory does not grow with them: the
/// first 500 are told in full; of the others only what is wrong or cannot be told, and that is spooled.
class CheckVerdict {
 public:
  void add(ScenarioVerdict verdict);

  /// The joined items, with those that had to be shown and were not.
  void join(const std::vector<std::string>& required_items, const std::vector<ChecklistItem>& checklist);

  [[nodiscard]] bool failed() const { return failed_ || !run.required_not_shown.empty(); }
  /// Why verdicts are missing; none when all are there.
  [[nodiscard]] const std::optional<Error>& mishap() const { return mishap_; }

  RunVerdict run;

 private:
  bool failed_ = false;
  std::optional<Error> mishap_;
};

}  // namespace roadworthy
