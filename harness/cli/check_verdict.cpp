#include "cli/check_verdict.h"

#include <array>
#include <utility>

#include "core/join_item.h"

namespace roadworthy {
namespace {

constexpr std::size_t kToldInFull = 500;

/// An item fails if it fails anywhere, cannot be told if it cannot be anywhere, is waived if it is anywhere, and holds
/// if it is shown somewhere.
constexpr std::array kOrder{ItemVerdict::holds, ItemVerdict::waived, ItemVerdict::cannot_tell, ItemVerdict::fails};

void keep_what_is_wrong(ScenarioVerdict& verdict) {
  std::erase_if(verdict.items, [](const auto& entry) { return entry.second == ItemVerdict::not_shown; });
  std::erase_if(verdict.steps, [](const StepVerdict& step) {
    const bool needs_something = step.outcome == StepOutcome::not_shown && !step.place.line;
    return step.outcome == StepOutcome::passed || needs_something;
  });
}

}  // namespace

void CheckVerdict::add(ScenarioVerdict verdict) {
  failed_ = failed_ || verdict.outcome == Outcome::failed;
  for (const auto& [item, of_definition] : verdict.items) {
    join_item(run.items, item, of_definition, kOrder);
  }
  if (run.scenarios.size() < kToldInFull) {
    run.scenarios.push_back(std::move(verdict));
    return;
  }
  keep_what_is_wrong(verdict);
  if (const auto spooled = run.scenarios.spool(verdict); !spooled && !mishap_) {
    mishap_ = spooled.error();
  }
}

void CheckVerdict::join(const std::vector<std::string>& required_items, const std::vector<ChecklistItem>& checklist) {
  for (const std::string& item : required_items) {
    const auto found = run.items.find(item);
    if (found == run.items.end() || (found->second != ItemVerdict::holds && found->second != ItemVerdict::fails)) {
      run.required_not_shown.push_back(item);
      run.items.emplace(item, ItemVerdict::not_shown);
    }
  }
  for (const ChecklistItem& item : checklist) {
    if (run.items.contains(item.id)) {
      run.item_statements[item.id] = item.statement;
    }
  }
}

}  // namespace roadworthy
