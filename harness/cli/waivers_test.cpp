#include "cli/waivers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/program_under_test.h"

namespace roadworthy {
namespace {

using namespace testing_support;
using testing::HasSubstr;

const std::string kFailing = R"(scenario: A page that is not there
topology: { pods: { edge: { web: { command: [sleep, 600] } } } }
steps:
  - start: web
  - now: { item: STATUS-LOGS-TAIL, log: web, contains: "never printed" }
)";

std::string waiver_until(const std::string& day) {
  return "waivers:\n  - { item: STATUS-LOGS-TAIL, reason: known and accepted, until: " + day + " }\n";
}

Ended run_with(const std::string& project) {
  const TemporaryFolder folder;
  const std::string scenario = folder.write("scenario.yaml", kFailing);
  const std::string file = folder.write("project.yaml", project);
  return run_program({"run", scenario, "--project", file});
}

TEST(Waivers, LetAFailureStandUntilTheirDay) {
  const Ended ended = run_with(waiver_until("2999-12-31"));
  EXPECT_EQ(ended.exit_code, 0) << ended.out << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("STATUS-LOGS-TAIL  waived"));
  EXPECT_THAT(ended.out, HasSubstr("waived until 2999-12-31: known and accepted"));
}

TEST(Waivers, SayThatTheyHaveExpired) {
  const Ended ended = run_with(waiver_until("2020-02-29"));
  EXPECT_EQ(ended.exit_code, 1) << ended.out << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("its waiver expired on 2020-02-29 (known and accepted)"));
}

TEST(Waivers, AreReadStrictly) {
  const Ended ended = run_with("waivers: [{ item: STATUS-LOGS-TALE, reason: x, until: 2999-12-31 }]\n");
  EXPECT_EQ(ended.exit_code, 2) << ended.out << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("STATUS-LOGS-TALE"));
}

TEST(Waivers, WaiveNoOtherFailureOfTheScenario) {
  ScenarioVerdict scenario;
  scenario.outcome = Outcome::failed;
  scenario.items = {{"A", ItemVerdict::waived}};
  scenario.steps = {{.text = "a", .item = "A", .outcome = StepOutcome::failed}};
  EXPECT_TRUE(is_waived(scenario));
  scenario.steps.push_back({.text = "b", .outcome = StepOutcome::failed});
  EXPECT_FALSE(is_waived(scenario)) << "a check that shows no item cannot be waived";
}

}  // namespace
}  // namespace roadworthy
