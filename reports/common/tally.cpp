#include "reports/common/tally.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace roadworthy::report {
namespace {

/// Why nobody shows an item, as far as it is known.
struct Explanation {
  std::string why = "no scenario of this run names it";
  bool by_a_scenario_that_ran = false;
};

/// A scenario that could have shown an item, had it got there, explains more than one that was skipped. One that shows
/// it explains nothing: another is why it does not hold in all.
void explain(Explanation& explanation, const ScenarioVerdict& scenario, const std::string& item, bool first) {
  const bool ran = scenario.outcome != Outcome::skipped;
  if (first || (ran && !explanation.by_a_scenario_that_ran)) {
    explanation = {.why = fmt::format("{}: {}", scenario.file, why_not_shown(scenario, item)),
                   .by_a_scenario_that_ran = ran};
  }
}

void note_shown(ShownBy& shown, const std::string& file) {
  if (shown.files.size() < ShownBy::kMostFiles) {
    shown.files.push_back(file);
  } else {
    ++shown.more;
  }
}

/// Items that the run does not show: first those that the command line required.
std::vector<NotShown> items_not_shown(const RunVerdict& run) {
  const std::set<std::string> required(run.required_not_shown.begin(), run.required_not_shown.end());
  std::vector<NotShown> result;
  for (const std::string& item : required) {
    result.push_back({.item = item, .required = true, .why = {}});
  }
  for (const auto& [item, verdict] : run.items) {
    if (does_not_apply(run, item)) {
      result.push_back({.item = item, .required = false, .why = {}});
    }
  }
  return result;
}

}  // namespace

std::string_view statement_of(const RunVerdict& run, std::string_view item) {
  const auto found = run.item_statements.find(std::string(item));
  return found == run.item_statements.end() ? std::string_view{} : found->second;
}

std::size_t Tally::count(Outcome outcome) const {
  const auto found = outcomes.find(outcome);
  return found == outcomes.end() ? 0 : found->second;
}

bool does_not_apply(const RunVerdict& run, const std::string& item) {
  const auto found = run.items.find(item);
  return found != run.items.end() && found->second == ItemVerdict::not_shown &&
         std::ranges::find(run.required_not_shown, item) == run.required_not_shown.end();
}

Tally tally_of(const RunVerdict& run) {
  Tally tally{.outcomes = {}, .shown_by = {}, .not_shown = items_not_shown(run)};
  std::map<std::string, Explanation> explanations;
  for (const ScenarioVerdict& scenario : run.scenarios) {
    ++tally.outcomes[scenario.outcome];
    for (const auto& [item, verdict] : scenario.items) {
      const auto of_run = run.items.find(item);
      const bool shown = verdict != ItemVerdict::not_shown && verdict != ItemVerdict::planned;
      if (shown && of_run != run.items.end() && of_run->second == verdict) {
        note_shown(tally.shown_by[item], scenario.file);
      }
      if (verdict == ItemVerdict::not_shown) {
        const auto [explanation, first] = explanations.try_emplace(item);
        explain(explanation->second, scenario, item, first);
      }
    }
  }
  for (NotShown& item : tally.not_shown) {
    item.why = explanations[item.item].why;
  }
  return tally;
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
