#include "cli/run_verdict.h"

#include <algorithm>
#include <array>
#include <csignal>

#include "cli/command.h"
#include "cli/waivers.h"
#include "core/join_item.h"

namespace roadworthy {
namespace {

/// Of the scenarios of a run: one that does not show an item is why it does not hold in all.
constexpr std::array kOrder{ItemVerdict::planned,     ItemVerdict::holds,  ItemVerdict::not_shown,
                            ItemVerdict::cannot_tell, ItemVerdict::waived, ItemVerdict::fails};

int exit_code_of(const RunVerdict& run, const RunRequest& request, const PoolResult& pool) {
  if (pool.interrupted) {
    return pool.signal == SIGINT ? exit_code::kInterrupted : exit_code::kTerminated;
  }
  // A scenario that this runtime cannot show has its steps, each with the reason; without a runtime there are none.
  const bool no_runtime = std::ranges::any_of(run.scenarios, [](const ScenarioVerdict& each) {
    return each.outcome == Outcome::skipped && each.steps.empty();
  });
  const bool all_skipped =
      !run.scenarios.empty() &&
      std::ranges::all_of(run.scenarios, [](const ScenarioVerdict& each) { return each.outcome == Outcome::skipped; });
  const bool broken = std::ranges::any_of(
      run.scenarios, [](const ScenarioVerdict& each) { return each.outcome == Outcome::errored && !each.cut_short; });
  if (broken || ((no_runtime || all_skipped) && !request.skip_unavailable)) {
    return exit_code::kEnvironment;
  }
  if (pool.out_of_time) {
    return exit_code::kOutOfTime;
  }
  if (std::ranges::any_of(run.scenarios, [](const ScenarioVerdict& each) { return !each.left_behind.empty(); })) {
    return exit_code::kLeftBehind;
  }
  const bool failed = std::ranges::any_of(
      run.scenarios, [](const ScenarioVerdict& each) { return each.outcome == Outcome::failed && !is_waived(each); });
  if (failed || !run.required_not_shown.empty()) {
    return exit_code::kFailed;
  }
  return all_skipped ? exit_code::kSkipped : exit_code::kPassed;
}

}  // namespace

void join_verdicts(RunVerdict& run, const RunRequest& request, const std::vector<ChecklistItem>& checklist,
                   const PoolResult& pool) {
  for (const ScenarioVerdict& scenario : run.scenarios) {
    for (const auto& [item, verdict] : scenario.items) {
      join_item(run.items, item, verdict, kOrder);
    }
  }
  for (const std::string& item : request.required_items) {
    const auto found = run.items.find(item);
    if (found == run.items.end() || found->second == ItemVerdict::not_shown ||
        found->second == ItemVerdict::cannot_tell) {
      run.required_not_shown.push_back(item);
      run.items.emplace(item, ItemVerdict::not_shown);
    }
  }
  for (const ChecklistItem& item : checklist) {
    if (run.items.contains(item.id)) {
      run.item_statements[item.id] = item.statement;
    }
  }
  run.interrupted = pool.interrupted;
  run.out_of_time = pool.out_of_time;
  run.exit_code = exit_code_of(run, request, pool);
}

}  // namespace roadworthy
