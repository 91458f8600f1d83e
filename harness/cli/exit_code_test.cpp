#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/program_under_test.h"

namespace roadworthy {
namespace {

using namespace testing_support;
using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kFollows = kSource + "/scenarios/status/health-follows-logstash.yaml";

/// A scenario of one container and one check of its state.
std::string scenario_of(const std::string& command, const std::string& check) {
  return "scenario: One container\n"
         "topology: { pods: { edge: { main: { command: " +
         command +
         " } } } }\n"
         "steps:\n  - start: main\n  - " +
         check + "\n";
}

TEST(ExitCode, IsZeroWhenAllPassed) {
  const Ended ended = run_program({"run", kFollows});
  EXPECT_EQ(ended.exit_code, 0) << ended.out << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("STATUS-HEALTH-DOWN     holds"));
}

TEST(ExitCode, IsZeroForTheChecklistWhichNamesWhatShowsEachItem) {
  const Ended ended = run_program({"checklist"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(ended.out, AllOf(HasSubstr("CONFIG-APP-SURVIVES"), HasSubstr("status/health-follows-logstash.yaml")));
}

TEST(ExitCode, IsOneWhenACheckFailed) {
  const TemporaryFolder folder;
  const auto file = folder.write("s.yaml", scenario_of("[sleep, \"60\"]", "now: { container: main, state: exited }"));
  const Ended ended = run_program({"run", file});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("s.yaml:5:5"), HasSubstr("main is running")));
}

TEST(ExitCode, IsTwoForUsage) {
  EXPECT_EQ(run_program({"run", "--no-such-option"}).exit_code, 2);
  EXPECT_EQ(run_program({}).exit_code, 2);
  EXPECT_EQ(run_program({"run", kFollows, "--shard-index", "3", "--shard-count", "2"}).exit_code, 2);
  const Ended nothing = run_program({"run", kSource + "/scenarios", "--label", "no-such-label"});
  EXPECT_EQ(nothing.exit_code, 2);
  EXPECT_THAT(nothing.err, HasSubstr("nothing is selected"));
  const Ended missing = run_program({"run", "/no/such/file.yaml"});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.err, HasSubstr("there is no file or folder `/no/such/file.yaml`"));
}

TEST(ExitCode, IsTwoForACommandThatThereIsNot) {
  const Ended ended = run_program({"vaildate", kFollows});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("there is no command `vaildate`; did you mean `validate`?"),
                               HasSubstr("the commands are: run, ")));
  EXPECT_EQ(run_program({"--version"}).exit_code, 0);
}

TEST(ExitCode, IsTwoForAnInputThatNoScenarioKnows) {
  const Ended variable = run_program({"run", kFollows, "--variable", "setle=3s"});
  EXPECT_EQ(variable.exit_code, 2);
  EXPECT_THAT(variable.err, HasSubstr("--variable: no scenario here knows `setle` (did you mean `settle`?)"));
  const Ended subject = run_program({"run", kFollows, "--subject", "status-sidecr=true"});
  EXPECT_EQ(subject.exit_code, 2);
  EXPECT_THAT(subject.err, HasSubstr("did you mean `status-sidecar`?"));
}

TEST(ExitCode, IsTwoForAnInvalidFileAndNothingStarts) {
  const TemporaryFolder folder;
  const auto file = folder.write("s.yaml", scenario_of("[touch, \"/tmp/started\"]", "kil: main"));
  const Ended ended = run_program({"run", file});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("s.yaml:5:5"), HasSubstr("did you mean `kill`?")));
  EXPECT_THAT(ended.out, IsEmpty());
}

TEST(ExitCode, IsThreeWhenTheStandBrokeAndSaysThatItIsNotTheDeployment) {
  const TemporaryFolder folder;
  const auto file =
      folder.write("s.yaml", scenario_of("[no-such-program]", "now: { container: main, state: running }"));
  const Ended ended = run_program({"run", file});
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_THAT(ended.out,
              AllOf(HasSubstr("ERRORED"), HasSubstr("no-such-program"), HasSubstr("No such file or directory")));
}

TEST(ExitCode, IsFourPastTheTimeLimit) {
  const TemporaryFolder folder;
  const auto file = folder.write(
      "s.yaml", scenario_of("[sleep, \"60\"]", "consistently: { for: 50s, container: main, state: running }"));
  const Ended ended = run_program({"run", file, "--time-limit", "300ms"});
  EXPECT_EQ(ended.exit_code, 4) << ended.out << ended.err;
}

TEST(ExitCode, IsFourAlsoWhenAWorkerHadNoTimeToBegin) {
  const TemporaryFolder folder;
  const auto file = folder.write(
      "s.yaml", scenario_of("[sleep, \"60\"]", "consistently: { for: 50s, container: main, state: running }"));
  for (const char* limit : {"1ms", "2ms", "5ms", "10ms", "20ms", "50ms"}) {
    const Ended ended = run_program({"run", file, "--time-limit", limit});
    EXPECT_EQ(ended.exit_code, 4) << limit << '\n' << ended.out << ended.err;
  }
}

TEST(ExitCode, IsOneWhenARequiredItemWasNotShown) {
  const Ended ended = run_program({"run", kFollows, "--require", "STATUS-HEALTH-STEADY"});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.out, HasSubstr("STATUS-HEALTH-STEADY"));
}

TEST(ExitCode, Is130AfterAnInterruptWithReportsWrittenAndNothingLeft) {
  const TemporaryFolder folder;
  const TemporaryFolder runs;
  const auto file = folder.write(
      "s.yaml", scenario_of("[sleep, \"60\"]", "consistently: { for: 50s, container: main, state: running }"));
  const std::string report = folder.path() + "/report.json";
  RunningProgram program({"run", file, "--report-json", report}, {{"TMPDIR", runs.path()}});
  const Ended ended = program.wait([&](const std::string& line) {
    if (line.find("start main") != std::string::npos) {
      kill(program.pid(), SIGINT);
    }
  });
  EXPECT_EQ(ended.exit_code, 130);
  std::ifstream text(report);
  const json verdict = json::parse(text);
  EXPECT_EQ(verdict.at("interrupted"), true);
  EXPECT_THAT(run_program({"gc", "--dry-run"}, {{"TMPDIR", runs.path()}}).out, IsEmpty());
}

TEST(Retries, MakeAScenarioThatPassesLaterFlaky) {
  const TemporaryFolder state;
  const TemporaryFolder folder;
  const auto file = folder.write("s.yaml",
                                 "scenario: Second time lucky\n"
                                 "topology: { pods: { edge: { main: { command: [sh, -c, \"test -e /state/tried || { "
                                 "touch /state/tried; exit 1; }\"], completes: true, "
                                 "volumes: [\"" +
                                     state.path() +
                                     ":/state\"] } } } }\n"
                                     "steps:\n  - start: main\n  - eventually: { within: 5s, container: main, state: "
                                     "exited }\n  - now: { container: main, exit_code: 0 }\n");
  const Ended ended = run_program({"run", file, "--retries", "1"});
  EXPECT_EQ(ended.exit_code, 0) << ended.out;
  EXPECT_THAT(ended.out, HasSubstr("flaky"));
}

}  // namespace
}  // namespace roadworthy
