#pragma once

#include "cli/checklist.h"
#include "cli/run_request.h"
#include "reports/common/run_verdict.h"

namespace roadworthy {

/// Joins the scenarios' verdicts into the run's: items (fails wins, then cannot tell, then not shown; an item holds
/// when every scenario that names it shows it), required items that were not shown, and the exit code.
void join_verdicts(RunVerdict& run, const RunRequest& request, const std::vector<ChecklistItem>& checklist,
                   const PoolResult& pool);

}  // namespace roadworthy
