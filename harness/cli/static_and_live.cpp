#include "cli/static_and_live.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "rules/rules.h"

namespace roadworthy {
namespace {

/// The first step of the live verdict that refuted the item.
std::optional<std::string> what_was_seen(const ScenarioVerdict& verdict, const std::string& item) {
  const auto found = std::ranges::find_if(
      verdict.steps, [&](const StepVerdict& step) { return step.item == item && step.outcome == StepOutcome::failed; });
  if (found == verdict.steps.end()) {
    return std::nullopt;
  }
  return found->reason.empty() ? found->text : found->reason;
}

}  // namespace

void add_contradictions(ScenarioVerdict& verdict, const Deployment& definition) {
  const ScenarioVerdict by_rules = check_deployment(definition, {}, {});
  std::vector<StepVerdict> contradictions;
  for (const auto& [item, live] : verdict.items) {
    const auto stated = by_rules.items.find(item);
    const auto seen = what_was_seen(verdict, item);
    if (live != ItemVerdict::fails || stated == by_rules.items.end() || stated->second != ItemVerdict::holds || !seen) {
      continue;
    }
    StepVerdict step;
    step.text =
        fmt::format("{} contradicts the definition: by its rules {} holds, on the stand it does not", item, item);
    step.item = item;
    step.is_check = true;
    step.outcome = StepOutcome::failed;
    step.rule = "static-and-live";
    step.place = place_of(definition.where);
    step.mismatches = {{.expected = fmt::format("{} holds, as the definition says", item), .seen = *seen}};
    step.remedy = "find what the definition leaves open: an image that does otherwise, a value that is set elsewhere";
    contradictions.push_back(std::move(step));
  }
  std::ranges::move(contradictions, std::back_inserter(verdict.steps));
}

}  // namespace roadworthy
