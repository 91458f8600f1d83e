#include "reports/common/tally.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace roadworthy::report {
namespace {

std::string why_no_scenario_shows(const RunVerdict& run, const std::string& item) {
  const ScenarioVerdict* named_by = nullptr;
  for (const ScenarioVerdict& scenario : run.scenarios) {
    // Where the item holds there is nothing to explain: another scenario is why it does not hold in all.
    const auto found = scenario.items.find(item);
    if (found == scenario.items.end() || found->second != ItemVerdict::not_shown) {
      continue;
    }
    named_by = &scenario;
    // A scenario that could have shown it, had it got there, explains more than one that was skipped.
    if (scenario.outcome != Outcome::skipped) {
      break;
    }
  }
  if (named_by == nullptr) {
    return "no scenario of this run names it";
  }
  return fmt::format("{}: {}", named_by->file, why_not_shown(*named_by, item));
}

}  // namespace

std::size_t count(const RunVerdict& run, Outcome outcome) {
  return static_cast<std::size_t>(std::ranges::count(run.scenarios, outcome, &ScenarioVerdict::outcome));
}

std::size_t count(const RunVerdict& run, ItemVerdict verdict) {
  return static_cast<std::size_t>(
      std::ranges::count_if(run.items, [&](const auto& item) { return item.second == verdict; }));
}

std::string_view statement_of(const RunVerdict& run, std::string_view item) {
  const auto found = run.item_statements.find(std::string(item));
  return found == run.item_statements.end() ? std::string_view{} : found->second;
}

std::vector<const ScenarioVerdict*> shown_by(const RunVerdict& run, const std::string& item) {
  std::vector<const ScenarioVerdict*> scenarios;
  const auto of_run = run.items.find(item);
  if (of_run == run.items.end() || of_run->second == ItemVerdict::not_shown || of_run->second == ItemVerdict::planned) {
    return scenarios;
  }
  for (const ScenarioVerdict& scenario : run.scenarios) {
    const auto of_scenario = scenario.items.find(item);
    if (of_scenario != scenario.items.end() && of_scenario->second == of_run->second) {
      scenarios.push_back(&scenario);
    }
  }
  return scenarios;
}

std::vector<NotShown> not_shown(const RunVerdict& run) {
  std::set<std::string> required(run.required_not_shown.begin(), run.required_not_shown.end());
  std::set<std::string> others;
  for (const auto& [item, verdict] : run.items) {
    if (verdict == ItemVerdict::not_shown && !required.contains(item)) {
      others.insert(item);
    }
  }
  std::vector<NotShown> result;
  result.reserve(required.size() + others.size());
  for (const std::string& item : required) {
    result.push_back({.item = item, .required = true, .why = why_no_scenario_shows(run, item)});
  }
  for (const std::string& item : others) {
    result.push_back({.item = item, .required = false, .why = why_no_scenario_shows(run, item)});
  }
  return result;
}

std::string why_not_shown(const ScenarioVerdict& scenario, std::string_view item) {
  for (const StepVerdict& step : scenario.steps) {
    if (step.item == item && step.outcome == StepOutcome::not_shown) {
      return step.reason.empty() ? "it cannot be shown here" : step.reason;
    }
  }
  switch (scenario.outcome) {
    case Outcome::failed:
      return "the scenario failed before it got there";
    case Outcome::errored:
      return "the stand broke before the scenario got there";
    case Outcome::skipped:
      return scenario.reason.empty() ? "the scenario was skipped"
                                     : fmt::format("the scenario was skipped: {}", scenario.reason);
    case Outcome::passed:
    case Outcome::flaky:
      break;
  }
  return "the scenario did not get there";
}

}  // namespace roadworthy::report
