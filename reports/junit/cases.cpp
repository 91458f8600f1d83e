#include "reports/junit/cases.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reports/common/tally.h"
#include "reports/common/visible.h"
#include "reports/junit/case_text.h"

namespace roadworthy::report {
namespace {

constexpr std::size_t kNameColumns = 200;

/// `name`, or `name #2` when it is taken.
std::string unique(std::set<std::string>& taken, const std::string& name) {
  std::string candidate = name;
  for (int number = 2; !taken.insert(candidate).second; ++number) {
    candidate = fmt::format("{} #{}", name, number);
  }
  return candidate;
}

/// `scenarios/status/health.yaml` as `scenarios.status.health`.
std::string classname_of(const ScenarioVerdict& scenario) {
  std::string classname;
  for (const auto& part : std::filesystem::path(scenario.file).replace_extension().relative_path()) {
    std::string word = part.string();
    if (word.empty() || word == "." || word == "..") {
      continue;
    }
    std::ranges::replace(word, '.', '_');
    classname += (classname.empty() ? "" : ".") + word;
  }
  return harmless(classname.empty() ? scenario.name : classname);
}

Steps with_outcome(const Steps& steps, StepOutcome outcome) {
  Steps result;
  std::ranges::copy_if(steps, std::back_inserter(result),
                       [&](const StepVerdict* step) { return step->outcome == outcome; });
  return result;
}

Case new_case(const ScenarioVerdict& scenario, std::string_view name, const Steps& steps) {
  Case result{.name = cut(harmless(name), kNameColumns), .file = harmless(scenario.file)};
  for (const StepVerdict* step : steps) {
    result.time += step->took;
  }
  if (!steps.empty()) {
    result.file = steps.front()->place.file.empty() ? result.file : harmless(steps.front()->place.file);
    result.line = steps.front()->place.line;
  }
  return result;
}

/// A failure or an error with what `steps` say of it.
void complain(Case& entry, CaseResult result, const RunVerdict& run, const ScenarioVerdict& scenario,
              const Steps& steps) {
  entry.result = result;
  entry.message = steps.empty() ? harmless(scenario.reason) : message_of(*steps.front());
  if (entry.message.empty()) {
    entry.message = result == CaseResult::failed ? "it does not hold" : "the stand broke";
  }
  entry.text = text_of(run, scenario, steps);
  entry.output = output_of(run, steps);
  if (!steps.empty() && steps.front()->place.line > 0) {
    entry.file = harmless(steps.front()->place.file);
    entry.line = steps.front()->place.line;
  }
  if (result == CaseResult::errored && !scenario.remedy.empty()) {
    entry.text = fmt::format("remedy: {}\n{}", harmless(scenario.remedy), entry.text);
  }
}

void skip(Case& entry, std::string message) {
  entry.result = CaseResult::skipped;
  entry.message = std::move(message);
}

Case item_case(const RunVerdict& run, const ScenarioVerdict& scenario, const std::string& item, ItemVerdict verdict) {
  Steps steps;
  for (const StepVerdict& step : scenario.steps) {
    if (step.item == item) {
      steps.push_back(&step);
    }
  }
  Case entry = new_case(scenario, item, steps);
  switch (verdict) {
    case ItemVerdict::holds:
      break;
    case ItemVerdict::fails:
      complain(entry, CaseResult::failed, run, scenario, with_outcome(steps, StepOutcome::failed));
      break;
    case ItemVerdict::cannot_tell:
      if (const Steps broken = with_outcome(steps, StepOutcome::errored); !broken.empty()) {
        complain(entry, CaseResult::errored, run, scenario, broken);
      } else {
        // The error stands where the stand broke; once is enough.
        skip(entry, fmt::format("cannot tell: {}", harmless(scenario.reason)));
      }
      break;
    case ItemVerdict::not_shown:
      skip(entry, fmt::format("not shown: {}", harmless(why_not_shown(scenario, item))));
      break;
    case ItemVerdict::planned:
      skip(entry, "planned");
      break;
    case ItemVerdict::waived:
      skip(entry, harmless(scenario.waivers.contains(item) ? scenario.waivers.at(item) : "waived"));
      break;
  }
  return entry;
}

Case check_case(const RunVerdict& run, const ScenarioVerdict& scenario, const StepVerdict& step) {
  Case entry = new_case(scenario, step.text, {&step});
  switch (step.outcome) {
    case StepOutcome::passed:
      break;
    case StepOutcome::failed:
      complain(entry, CaseResult::failed, run, scenario, {&step});
      break;
    case StepOutcome::errored:
      complain(entry, CaseResult::errored, run, scenario, {&step});
      break;
    case StepOutcome::not_shown:
      skip(entry, step.reason.empty() ? "not shown" : fmt::format("not shown: {}", harmless(step.reason)));
      break;
    case StepOutcome::not_reached:
      skip(entry, "not reached");
      break;
  }
  return entry;
}

bool any(const std::vector<Case>& cases, CaseResult result) {
  return std::ranges::find(cases, result, &Case::result) != cases.end();
}

/// The scenario as a whole, where none of its other cases says what became of it.
void add_scenario_case(const RunVerdict& run, const ScenarioVerdict& scenario, std::vector<Case>& cases) {
  const bool failed = scenario.outcome == Outcome::failed && !any(cases, CaseResult::failed);
  const bool errored = scenario.outcome == Outcome::errored && !any(cases, CaseResult::errored);
  if (!failed && !errored && !cases.empty()) {
    return;
  }
  Steps steps;
  for (const StepVerdict& step : scenario.steps) {
    if (step.outcome == (errored ? StepOutcome::errored : StepOutcome::failed)) {
      steps.push_back(&step);
    }
  }
  Case entry = new_case(scenario, "scenario", steps);
  if (failed || errored) {
    complain(entry, failed ? CaseResult::failed : CaseResult::errored, run, scenario, steps);
  } else if (scenario.outcome == Outcome::skipped) {
    skip(entry, harmless(scenario.reason));
  }
  cases.push_back(std::move(entry));
}

void add_tear_down_case(const ScenarioVerdict& scenario, std::vector<Case>& cases) {
  if (scenario.left_behind.empty()) {
    return;
  }
  Case entry = new_case(scenario, "tear-down", {});
  entry.result = CaseResult::errored;
  entry.message = harmless(fmt::format("left behind: {}", fmt::join(scenario.left_behind, ", ")));
  entry.text = entry.message + "\n`roadworthy gc` removes it.\n";
  cases.push_back(std::move(entry));
}

std::vector<std::pair<std::string, std::string>> properties_of(const RunVerdict& run) {
  std::vector<std::pair<std::string, std::string>> properties{
      {"roadworthy", harmless(run.version)},  {"run", harmless(run.run_id)},
      {"runtime", harmless(run.runtime)},     {"runtime version", harmless(run.runtime_version)},
      {"isolation", harmless(run.isolation)}, {"kernel", harmless(run.kernel)},
      {"seed", fmt::format("{}", run.seed)},
  };
  for (const auto& [name, subject] : run.subjects) {
    properties.emplace_back(harmless("subject " + name), harmless(subject));
  }
  return properties;
}

Suite scenario_suite(const RunVerdict& run, const ScenarioVerdict& scenario) {
  Suite suite{.name = harmless(scenario.name),
              .classname = classname_of(scenario),
              .file = harmless(scenario.file),
              .time = scenario.wall,
              .properties = properties_of(run)};
  suite.properties.emplace_back("outcome", to_text(scenario.outcome));
  suite.properties.emplace_back("tries", fmt::format("{}", scenario.tries));
  suite.properties.emplace_back("labels", harmless(fmt::format("{}", fmt::join(scenario.labels, " "))));
  suite.properties.emplace_back("rerun", harmless(scenario.rerun));
  if (scenario.outcome == Outcome::flaky) {
    suite.output = fmt::format("flaky, after {} tries: {}", scenario.tries, harmless(scenario.reason));
  }

  for (const auto& [item, verdict] : scenario.items) {
    suite.cases.push_back(item_case(run, scenario, item, verdict));
  }
  for (const StepVerdict& step : scenario.steps) {
    if (step.is_check && !step.item) {
      suite.cases.push_back(check_case(run, scenario, step));
    }
  }
  add_scenario_case(run, scenario, suite.cases);
  add_tear_down_case(scenario, suite.cases);
  return suite;
}

/// What no scenario can be blamed for.
Suite run_suite(const RunVerdict& run) {
  Suite suite{.name = "roadworthy", .classname = "roadworthy", .properties = properties_of(run)};
  // Nobody goes through all scenarios to find that nothing was required.
  const Tally tally = run.required_not_shown.empty() ? Tally{} : tally_of(run);
  for (const NotShown& item : tally.not_shown) {
    if (item.required) {
      suite.cases.push_back({.name = harmless(item.item),
                             .result = CaseResult::failed,
                             .message = "required, and not shown",
                             .text = harmless(fmt::format("{}: {}", item.item, statement_of(run, item.item))) +
                                     "\nrequired, and not shown: " + harmless(item.why) + '\n'});
    }
  }
  if (run.interrupted || run.out_of_time) {
    const std::string_view what = run.interrupted ? "the run was interrupted" : "the overall time ran out";
    suite.cases.push_back({.name = "run",
                           .result = CaseResult::errored,
                           .message = std::string(what),
                           .text = fmt::format("{}: scenarios that did not start are missing here\n", what)});
  }
  return suite;
}

/// Gives every suite and case a name of its own.
class UniqueNames {
 public:
  void apply(Suite& suite) {
    suite.name = unique(names_, suite.name.empty() ? "unnamed" : suite.name);
    suite.classname = unique(classnames_, suite.classname.empty() ? "unnamed" : suite.classname);
    std::set<std::string> cases;
    for (Case& entry : suite.cases) {
      entry.name = unique(cases, entry.name.empty() ? "unnamed" : entry.name);
    }
  }

 private:
  std::set<std::string> names_;
  std::set<std::string> classnames_;
};

}  // namespace

void for_each_suite(const RunVerdict& run, const std::function<void(const Suite&)>& use) {
  UniqueNames names;
  for (const ScenarioVerdict& scenario : run.scenarios) {
    Suite suite = scenario_suite(run, scenario);
    names.apply(suite);
    use(suite);
  }
  if (Suite suite = run_suite(run); !suite.cases.empty()) {
    names.apply(suite);
    use(suite);
  }
}

}  // namespace roadworthy::report
