#include "cli/static_and_live.h"

#include <algorithm>

#include <fmt/format.h>

#include "rules/rules.h"

namespace roadworthy {
namespace {

/// The first step of a verdict that speaks of the item and came out so.
const StepVerdict* first_step(const ScenarioVerdict& verdict, const std::string& item, StepOutcome outcome) {
  const auto found = std::ranges::find_if(verdict.steps, [&](const StepVerdict& step) {
    return step.item == item && step.outcome == outcome && !step.warning;
  });
  return found == verdict.steps.end() ? nullptr : &*found;
}

StepVerdict contradiction(const std::string& item, std::string text) {
  StepVerdict step;
  step.text = std::move(text);
  step.item = item;
  step.is_check = true;
  step.outcome = StepOutcome::failed;
  step.rule = "static-and-live";
  return step;
}

/// The definition holds the item, and the stand refuted it.
StepVerdict refuted_on_the_stand(const std::string& item, const StepVerdict& seen, const Deployment& definition) {
  StepVerdict step = contradiction(
      item, fmt::format("{} contradicts the definition: by its rules {} holds, on the stand it does not", item, item));
  step.place = place_of(definition.where);
  step.mismatches = {{.expected = fmt::format("{} holds, as the definition says", item),
                      .seen = seen.reason.empty() ? seen.text : seen.reason}};
  step.remedy = "find what the definition leaves open: an image that does otherwise, a value that is set elsewhere";
  return step;
}

/// A rule found a fault in the definition, and the stand shows the item all the same. It fails nothing: the item was
/// shown.
StepVerdict shown_on_the_stand(const std::string& item, const StepVerdict& finding, const StepVerdict& seen) {
  StepVerdict step = contradiction(
      item, fmt::format("{} contradicts the definition: by its rules {} fails, on the stand it holds", item, item));
  step.warning = true;
  step.place = finding.place;
  step.mismatches = {{.expected = fmt::format("{} fails, as rule {} says: {}", item, finding.rule, finding.text),
                      .seen = fmt::format("it holds: {}", seen.text)}};
  step.remedy =
      "mend what the rule found, or find what makes up for it on the stand: a default, a value that the scenario sets";
  return step;
}

}  // namespace

void add_contradictions(ScenarioVerdict& verdict, const Deployment& definition) {
  const ScenarioVerdict by_rules = check_deployment(definition, {}, {});
  std::vector<StepVerdict> contradictions;
  for (const auto& [item, live] : verdict.items) {
    const auto stated = by_rules.items.find(item);
    if (stated == by_rules.items.end()) {
      continue;
    }
    if (live == ItemVerdict::fails && stated->second == ItemVerdict::holds) {
      if (const StepVerdict* seen = first_step(verdict, item, StepOutcome::failed)) {
        contradictions.push_back(refuted_on_the_stand(item, *seen, definition));
      }
    }
    if (live == ItemVerdict::holds && stated->second == ItemVerdict::fails) {
      const StepVerdict* finding = first_step(by_rules, item, StepOutcome::failed);
      const StepVerdict* seen = first_step(verdict, item, StepOutcome::passed);
      if (finding && seen) {
        contradictions.push_back(shown_on_the_stand(item, *finding, *seen));
      }
    }
  }
  std::ranges::move(contradictions, std::back_inserter(verdict.steps));
}

}  // namespace roadworthy
