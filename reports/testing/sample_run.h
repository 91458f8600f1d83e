#pragma once

#include "reports/common/run_verdict.h"

namespace roadworthy {

/// A run in which everything happened that a report must tell apart: a scenario that passed, one that failed (two
/// mismatches, a flapping answer, a log with hostile bytes), one whose stand broke, one that was skipped and one that
/// was flaky; an item that was not shown, and one that was required and not shown.
[[nodiscard]] RunVerdict sample_run();

/// A run without anything to complain of.
[[nodiscard]] RunVerdict passed_run();

}  // namespace roadworthy
