#include <gmock/gmock.h>

#include "scenario/test_scenario.h"

namespace roadworthy {
namespace {

using testing::HasSubstr;

constexpr std::string_view kRest =
    "topology: { pods: { edge: { web: { command: [web] } } } }\n"
    "steps: [start: web]\n";

std::string mistakes_of_head(std::string_view head) {
  return mistakes_of(std::string(head) + std::string(kRest));
}

TEST(Scenario, NeedsANameATopologyAndSteps) {
  EXPECT_EQ(mistakes_of("labels: [x]\n"), R"(test.yaml:1:1: a scenario needs the key `scenario`
  labels: [x]
  ^~~~~~~~~~~
test.yaml:1:1: a scenario needs the key `topology`
  labels: [x]
  ^~~~~~~~~~~
test.yaml:1:1: a scenario needs the key `steps`
  labels: [x]
  ^~~~~~~~~~~
)");
  EXPECT_EQ(mistakes_of("scenario: x\ntopology: { pods: { edge: { web: { command: [web] } } } }\nsteps: []\n"),
            R"(test.yaml:3:8: `steps` takes a list of at least one step
  steps: []
         ^~
)");
}

TEST(Scenario, AnUnknownKeyIsPointedAtWithTheOneThatIsMeant) {
  EXPECT_EQ(mistakes_of_head("scenario: x\nlabel: [x]\n"),
            R"(test.yaml:2:1: unknown key `label` in a scenario (did you mean `labels`?)
  label: [x]
  ^~~~~
  allowed: scenario, labels, variables, secrets, $schema, topology, watch, steps
)");
}

TEST(Scenario, ADuplicateKeySaysWhereTheFirstIs) {
  EXPECT_EQ(mistakes_of_head("scenario: x\nscenario: y\n"),
            R"(test.yaml:2:1: duplicate key `scenario`: it is already at test.yaml:1:1
  scenario: y
  ^~~~~~~~
  remove or rename one of the two
)");
}

TEST(Scenario, AValueOfTheWrongKindSaysWhatIsThere) {
  EXPECT_EQ(mistakes_of_head("scenario: x\nlabels: nightly\n"),
            R"(test.yaml:2:9: `labels` must be a list, not the text `nightly`
  labels: nightly
          ^~~~~~~
)");
}

TEST(Scenario, IsReadAsJsonToo) {
  const auto loaded = good_scenario(R"({
    "$schema": "../scenario.schema.json",
    "scenario": "In JSON",
    "topology": { "pods": { "edge": { "web": { "command": ["web"] } } } },
    "steps": [{ "start": "web" }]
  })");
  EXPECT_EQ(loaded.scenario.name, "In JSON");
}

TEST(Scenario, AFileThatIsNotThereSaysSo) {
  const auto loaded = load_scenario("/nowhere/test.yaml", language());
  ASSERT_FALSE(loaded);
  EXPECT_THAT(describe(loaded.error().front()), HasSubstr("/nowhere/test.yaml"));
}

TEST(Variables, AnUnknownOneSaysWhichIsMeant) {
  EXPECT_EQ(mistakes_of_head("scenario: x\nvariables: { settle: 4s }\nlabels: ['${setle}']\n"),
            R"(test.yaml:3:10: unknown variable `setle` (did you mean `settle`?)
  labels: ['${setle}']
           ^~~~~~~~~~
  give it a value under `variables`, in the profile or with --variable
)");
}

TEST(Variables, OfAValueWithAnUnknownOneThatAloneIsSaid) {
  EXPECT_EQ(mistakes_of_head(
                "scenario: x\nlabels: ['${nowhere}']\nwatch: { w: { log: web, contains: x, every: '${often}' } }\n"),
            R"(test.yaml:2:10: unknown variable `nowhere`
  labels: ['${nowhere}']
           ^~~~~~~~~~~~
  give it a value under `variables`, in the profile or with --variable
test.yaml:3:45: unknown variable `often`
  watch: { w: { log: web, contains: x, every: '${often}' } }
                                              ^~~~~~~~~~
  give it a value under `variables`, in the profile or with --variable
)");
}

TEST(Variables, ANameThatCouldNotBeUsedIsAMistake) {
  EXPECT_EQ(mistakes_of_head("scenario: x\nvariables: { two words: 4s }\n"),
            R"(test.yaml:2:14: `two words` is no name for a variable
  variables: { two words: 4s }
               ^~~~~~~~~
  use letters, digits, _, - and .; parameters behind it as in name(one, two)
)");
}

TEST(Variables, OneWithParametersIsFilledInWhereItIsWritten) {
  const std::string text =
      "scenario: x\nvariables: { 'path(service, key)': '/{service}/{key}' }\nlabels: ['${path(payments, a)}']\n";
  LoadOptions options = language();
  EXPECT_EQ(good_scenario(text + std::string(kRest), options).scenario.labels.front(), "/payments/a");

  // Who gives it another value names it alone.
  options.variables["path"] = "/v2/{key}?of={service}";
  const auto loaded = good_scenario(text + std::string(kRest), options);
  EXPECT_EQ(loaded.scenario.labels.front(), "/v2/a?of=payments");
  EXPECT_THAT(loaded.declared_variables, testing::Contains("path"));
}

TEST(Variables, AValueNamesNoOther) {
  EXPECT_EQ(mistakes_of_head("scenario: x\nvariables: { a: 1, b: '${a}' }\n"),
            R"(test.yaml:2:23: the value of variable `b` names a variable itself
  variables: { a: 1, b: '${a}' }
                        ^~~~~~
  name both where they are used
)");
}

TEST(Variables, ThoseOfTheHarnessStayAsTheyAre) {
  EXPECT_EQ(mistakes_of_head("scenario: x\nvariables: { libexec: /tmp }\n"),
            R"(test.yaml:2:14: the variable `libexec` has a value already
  variables: { libexec: /tmp }
               ^~~~~~~
  choose another name
)");
}

TEST(Variables, TheFoldersOfScenarioAndProgramsAreKnown) {
  const ScenarioFolder folder;
  const auto path =
      folder.write("test.yaml", "scenario: x\nlabels: ['${scenario_folder}', '${libexec}']\n" + std::string(kRest));
  const auto loaded = load_scenario(path, language());
  ASSERT_TRUE(loaded);
  EXPECT_THAT(loaded->scenario.labels, testing::ElementsAre(folder.path(), "/libexec"));
}

/// A scenario whose steps these are, with a volume `logs` and a stand-in.
std::string mistakes_of_these(std::string_view steps) {
  return mistakes_of(
      "scenario: x\n"
      "topology: { pods: { edge: { web: { command: [web], volumes: [\"logs:/logs\"] } } } }\n"
      "watch: { web: { container: web, state: running } }\n"
      "steps:\n" +
      std::string(steps));
}

TEST(CapturedValues, AreKnownToTheStepsThatFollow) {
  const auto loaded =
      good_scenario(with_steps("- http: { request: \"GET http://web/\", capture: { id: { json: /id } } }\n"
                               "- now: { http: \"GET http://web/${captured.id}\", status: \"${captured.id}\" }\n"));
  const Step& step = loaded.scenario.steps.at(1);
  ASSERT_TRUE(step.resolve);
  const auto resolved = step.resolve({{"id", "204"}});
  ASSERT_TRUE(resolved) << describe(resolved.error().front());
  EXPECT_EQ(resolved->text, "now: GET http://web:80/204 answers 204");
  const auto wrong = step.resolve({{"id", "7"}});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().front().message, "7 is no HTTP status");
  EXPECT_FALSE(loaded.scenario.variables.contains("captured.id"));
}

TEST(CapturedValues, AreUnknownBeforeTheyAreCaptured) {
  EXPECT_EQ(mistakes_of_these("- now: { http: \"GET http://web/${captured.id}\" }\n"
                              "- http: { request: \"GET http://web/\", capture: { id: { json: /id } } }\n"),
            R"(test.yaml:5:3: no step before this one captures `id`
  - now: { http: "GET http://web/${captured.id}" }
    ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
  captured values are known to the steps that follow
)");
  EXPECT_THAT(mistakes_of_these("- now: { http: \"GET http://web/${captured.other}\" }\n"),
              HasSubstr("unknown variable `captured.other`"));
}

TEST(CapturedValues, AreNoMatterOfTheTopology) {
  EXPECT_THAT(mistakes_of("scenario: x\n"
                          "topology: { pods: { edge: { web: { command: [\"${captured.id}\"] } } } }\n"
                          "steps: [http: { request: \"GET http://web/\", capture: { id: { json: /id } } }]\n"),
              HasSubstr("`topology` cannot name the captured value `id`"));
}

TEST(CapturedValues, MistakesOfTheirStepsAreFoundBeforehand) {
  EXPECT_THAT(mistakes_of_these("- http: { request: \"GET http://web/\", capture: { id: { json: /id } } }\n"
                                "- now: { http: \"GET http://web/${captured.id}\", statsu: 200 }\n"),
              HasSubstr("unknown key `statsu` in `now` (did you mean `status`?)"));
}

TEST(Volumes, AStepNamesOneThatAContainerMounts) {
  EXPECT_EQ(mistakes_of_these("- append: { file: log/x, text: y }\n"),
            R"(test.yaml:5:19: no container mounts a volume `log` (did you mean `logs`?)
  - append: { file: log/x, text: y }
                    ^~~~~
  there are logs
)");
  EXPECT_THAT(mistakes_of_these("- now: { http: \"GET http://web/\", same_as_file: { file: other/x } }\n"),
              HasSubstr("no container mounts a volume `other`"));
}

TEST(Throughout, NamesAWatch) {
  EXPECT_EQ(mistakes_of_these("- throughout: { watch: wob }\n"),
            R"(test.yaml:5:24: there is no watch `wob` (did you mean `web`?)
  - throughout: { watch: wob }
                         ^~~
  name it under `watch:`
)");
  EXPECT_EQ(mistakes_of_these("- throughout: { watch: web }\n"), "");
}

TEST(Figures, AreThoseOfTheStandIn) {
  constexpr std::array kFigures{FigureKind{"rate", FigureType::number, 0, 100},
                                FigureKind{"heap", FigureType::whole, 0, 100, true},
                                FigureKind{"stalled", FigureType::boolean}};
  const std::array stand_ins{StandInKind{"logstash", "a stand-in", "roadworthy-logstash", kFigures}};
  LoadOptions options = language();
  options.stand_ins = stand_ins;
  const auto mistakes = [&](const std::string& set) {
    return mistakes_of(
        "scenario: x\ntopology: { pods: { edge: { store: { stand_in: logstash } } } }\n"
        "steps: [model: { of: store, set: { " +
            set + " } }]\n",
        options);
  };
  EXPECT_EQ(mistakes("rate: 1.5, heap: null, stalled: true"), "");
  EXPECT_EQ(mistakes("heat: 5"), R"(test.yaml:3:36: the stand-in logstash has no figure `heat` (did you mean `heap`?)
  steps: [model: { of: store, set: { heat: 5 } }]
                                     ^~~~
  it has rate, heap, stalled
)");
  EXPECT_THAT(mistakes("heap: 101"), HasSubstr("`heap` must be a whole number from 0 to 100, not 101"));
  EXPECT_THAT(mistakes("rate: null"), HasSubstr("`rate` must be a number from 0 to 100, not null"));
  EXPECT_THAT(mistakes("stalled: 1"), HasSubstr("`stalled` must be true or false, not 1"));
}

}  // namespace
}  // namespace roadworthy
