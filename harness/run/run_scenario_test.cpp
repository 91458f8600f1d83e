#include "run/run_scenario.h"

#include <atomic>
#include <semaphore>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "run/test_check.h"

namespace roadworthy {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

/// Hands out one stand that the test has made.
struct OneStand final : Runtime {
  std::unique_ptr<FakeStand> stand = std::make_unique<FakeStand>();
  std::optional<Error> refusal;

  [[nodiscard]] RuntimeInfo info() const override {
    return {.name = "fake", .version = {}, .isolation = {}, .kernel = {}};
  }
  [[nodiscard]] Result<std::unique_ptr<Stand>> prepare(const Topology&, const StandOptions&) override {
    if (refusal) {
      return std::unexpected(*refusal);
    }
    return std::move(stand);
  }
};

struct RunScenario : ::testing::Test {
  OneStand runtime;
  FakeStand& stand = *runtime.stand;
  std::shared_ptr<std::vector<std::string>> calls = stand.calls();
  SteadyClock clock;
  Scenario scenario{.name = "Health", .file = "health.yaml", .topology = stand.topology(), .where = {}};
  std::vector<std::string> told;

  void add_action(const std::string& name, std::function<Result<void>(Stand&, TimePoint)> run) {
    scenario.steps.push_back(
        {.item = {},
         .text = name,
         .where = {},
         .what = Action{.kind = "start", .description = name, .addresses = {{"status", {}}}, .run = run}});
  }
  void add_check(const std::string& item, Check check) {
    scenario.steps.push_back({.item = item,
                              .text = "now: " + item,
                              .where = {},
                              .what = ShapedCheck{.shape = Shape::now, .check = std::move(check), .on = {}}});
  }
  void add_check(const std::string& item, bool holds) {
    add_check(item, check_that([holds](Stand&, TimePoint) -> Result<Observation> {
                return sees(holds, holds ? "200" : "503");
              }));
  }
  ScenarioVerdict run() {
    return run_scenario(
        scenario, runtime, {}, clock, [this](const StepVerdict& step) { told.push_back(step.text); }, [](Stand*) {});
  }
};

TEST_F(RunScenario, PassesWhenEveryStepDoes) {
  add_check("STATUS-HEALTH-UP", true);
  add_check("STATUS-HEALTH-SHAPE", true);
  const auto verdict = run();
  EXPECT_EQ(verdict.outcome, Outcome::passed);
  EXPECT_THAT(verdict.items, ElementsAre(Pair("STATUS-HEALTH-SHAPE", ItemVerdict::holds),
                                         Pair("STATUS-HEALTH-UP", ItemVerdict::holds)));
  EXPECT_THAT(told, ElementsAre("now: STATUS-HEALTH-UP", "now: STATUS-HEALTH-SHAPE"));
}

TEST_F(RunScenario, AStandThatIsKeptIsNotTornDownAndItsVerdictIsKnownWhileItStands) {
  add_check("STATUS-HEALTH-UP", false);
  for (const bool keeps : {true, false}) {
    runtime.stand = std::make_unique<FakeStand>();
    const auto done = runtime.stand->calls();
    std::map<std::string, ItemVerdict> judged;
    (void)run_scenario(
        scenario, runtime, {}, clock, [](const StepVerdict&) {}, [](Stand*) {},
        [&](const ScenarioVerdict& verdict, Stand&) {
          judged = verdict.items;
          EXPECT_THAT(*done, Not(Contains("tear down")));
          return keeps;
        });
    EXPECT_THAT(judged, ElementsAre(Pair("STATUS-HEALTH-UP", ItemVerdict::fails)));
    EXPECT_EQ(std::ranges::count(*done, "tear down"), keeps ? 0 : 1);
  }
}

TEST_F(RunScenario, EndsAtTheFirstFailedCheckAndShowsNothingBehindIt) {
  add_check("STATUS-HEALTH-UP", false);
  add_check("STATUS-HEALTH-DOWN", true);
  const auto verdict = run();
  EXPECT_EQ(verdict.outcome, Outcome::failed);
  EXPECT_EQ(verdict.items.at("STATUS-HEALTH-UP"), ItemVerdict::fails);
  EXPECT_EQ(verdict.items.at("STATUS-HEALTH-DOWN"), ItemVerdict::not_shown);
  EXPECT_EQ(verdict.steps.at(1).outcome, StepOutcome::not_reached);
}

TEST_F(RunScenario, AnItemIsGreenOnlyWhenEachOfItsChecksPassed) {
  add_check("STATUS-HEALTH-UP", true);
  add_check("STATUS-HEALTH-DOWN", false);
  add_check("STATUS-HEALTH-UP", true);
  EXPECT_EQ(run().items.at("STATUS-HEALTH-UP"), ItemVerdict::not_shown);
}

TEST_F(RunScenario, AnActionThatBreaksIsNoFailureOfTheDeployment) {
  add_action("start status", [](Stand&, TimePoint) -> Result<void> {
    return fail(ErrorKind::environment, "status: no such file", "build it first");
  });
  add_check("STATUS-HEALTH-UP", true);
  const auto verdict = run();
  EXPECT_EQ(verdict.outcome, Outcome::errored);
  EXPECT_EQ(verdict.reason, "start status: status: no such file");
  EXPECT_EQ(verdict.remedy, "build it first");
  EXPECT_EQ(verdict.items.at("STATUS-HEALTH-UP"), ItemVerdict::not_shown);
}

TEST_F(RunScenario, AnActionThatMustWaitHasALimit) {
  add_action("start status", [this](Stand& on, TimePoint deadline) -> Result<void> {
    EXPECT_EQ(deadline - on.clock().now(), 60s);
    return {};
  });
  EXPECT_EQ(run().outcome, Outcome::passed);
}

TEST_F(RunScenario, ACheckThatBreaksLeavesItsItemUndecided) {
  add_check("STATUS-HEALTH-UP", check_that([](Stand&, TimePoint) -> Result<Observation> {
              return fail(ErrorKind::environment, "the network is gone");
            }));
  const auto verdict = run();
  EXPECT_EQ(verdict.outcome, Outcome::errored);
  EXPECT_EQ(verdict.items.at("STATUS-HEALTH-UP"), ItemVerdict::cannot_tell);
}

TEST_F(RunScenario, WhatCannotBeDoneHereIsNotShownNorIsAnythingBehindIt) {
  add_check("STATUS-HEALTH-UP", true);
  add_action("fault logstash",
             [](Stand&, TimePoint) -> Result<void> { return fail(ErrorKind::unavailable, "logstash is no stand-in"); });
  add_check("STATUS-HEALTH-DOWN", false);
  const auto verdict = run();
  EXPECT_EQ(verdict.outcome, Outcome::passed);
  EXPECT_EQ(verdict.items.at("STATUS-HEALTH-UP"), ItemVerdict::holds);
  EXPECT_EQ(verdict.items.at("STATUS-HEALTH-DOWN"), ItemVerdict::not_shown);
  EXPECT_EQ(verdict.steps.at(2).reason, "logstash is no stand-in");
}

TEST_F(RunScenario, ARuntimeThatCannotPrepareIsErroredAndOneThatIsMissingSkipped) {
  add_check("STATUS-HEALTH-UP", true);
  runtime.refusal =
      Error{.kind = ErrorKind::environment, .message = "two pods on one port", .remedy = "allow it", .where = {}};
  auto verdict = run();
  EXPECT_EQ(verdict.outcome, Outcome::errored);
  EXPECT_EQ(verdict.reason, "two pods on one port");
  EXPECT_EQ(verdict.items.at("STATUS-HEALTH-UP"), ItemVerdict::not_shown);
  runtime.refusal->kind = ErrorKind::unavailable;
  EXPECT_EQ(run().outcome, Outcome::skipped);
}

TEST_F(RunScenario, TearsDownAfterEveryEndAndTellsWhatStayed) {
  stand.leave_behind("network rw-1: device or resource busy");
  add_check("STATUS-HEALTH-UP", false);
  EXPECT_THAT(run().left_behind, ElementsAre("network rw-1: device or resource busy"));
  EXPECT_THAT(calls->back(), "tear down");
}

TEST_F(RunScenario, AnInterruptCutsItShortAndStillTearsDown) {
  add_action("start status", [](Stand& on, TimePoint) -> Result<void> {
    on.interrupt();
    return {};
  });
  add_check("STATUS-HEALTH-UP", true);
  const auto verdict = run();
  EXPECT_TRUE(verdict.cut_short);
  EXPECT_EQ(verdict.outcome, Outcome::errored);
  EXPECT_EQ(verdict.items.at("STATUS-HEALTH-UP"), ItemVerdict::not_shown);
  EXPECT_THAT(calls->back(), "tear down");
}

struct RunTransitions : RunScenario {
  RunTransitions() {
    runtime.stand = std::make_unique<FakeStand>(one_pod("edge", {"status"}), Time::real);
    scenario.watches.push_back({.name = "health",
                                .every = 1ms,
                                .check = check_that([this](Stand&, TimePoint) -> Result<Observation> {
                                  looked.release();
                                  return sees(true, down ? "503" : "200");
                                }),
                                .where = {}});
  }
  void add_transitions(std::vector<std::string> are) {
    scenario.steps.push_back(
        {.item = "STATUS-HEALTH-DOWN",
         .text = "transitions",
         .where = {},
         .what = TransitionsCheck{.watch = "health", .of = "status", .are = std::move(are), .never = {}}});
  }
  std::atomic<bool> down = false;
  std::counting_semaphore<> looked{0};
};

TEST_F(RunTransitions, WaitForTheSamplesThatTheLastChangeNeeds) {
  add_transitions({"200"});
  add_action("break it", [this](Stand&, TimePoint) -> Result<void> {
    down = true;
    return {};
  });
  add_transitions({"200", "503"});
  const auto verdict = run();
  EXPECT_EQ(verdict.outcome, Outcome::passed) << verdict.steps.back().reason;
  EXPECT_TRUE(verdict.steps.back().evidence.figures.contains("longest gap"));
  EXPECT_EQ(verdict.steps.back().evidence.figures.at("flaps"), "0");
}

TEST_F(RunTransitions, FailWithWhatWasSeen) {
  add_transitions({"200", "503", "200"});
  const auto verdict = run();
  EXPECT_EQ(verdict.outcome, Outcome::failed);
  EXPECT_EQ(verdict.steps.back().mismatches.at(0).expected, "200, 503, 200");
  EXPECT_EQ(verdict.steps.back().mismatches.at(0).seen, "200");
}

TEST_F(RunTransitions, WhatAStepSawOfTheSameTargetIsASampleToo) {
  scenario.watches[0].every = 1h;
  add_action("await the first sample", [this](Stand&, TimePoint) -> Result<void> {
    looked.acquire();
    return {};
  });
  add_check("STATUS-HEALTH-UP", check_that([](Stand&, TimePoint) -> Result<Observation> { return sees(true, "200"); }));
  add_check("STATUS-HEALTH-UP", check_that([](Stand&, TimePoint) -> Result<Observation> { return sees(true, "200"); }));
  add_check("STATUS-HEALTH-UP", check_that([](Stand&, TimePoint) -> Result<Observation> { return sees(true, "503"); }));
  add_transitions({"200", "503"});
  EXPECT_EQ(run().outcome, Outcome::passed);
}

TEST_F(RunScenario, CountsWhatTheFileSaysMustPassApartFromWaits) {
  scenario.steps.push_back(
      {.item = "STATUS-HEALTH-STEADY",
       .text = "consistently",
       .where = {},
       .what = ShapedCheck{
           .shape = Shape::consistently, .length = 2min, .check = check_that_holds_after(stand, 0s), .on = {}}});
  scenario.steps.push_back(
      {.item = "STATUS-HEALTH-UP",
       .text = "eventually",
       .where = {},
       .what = ShapedCheck{
           .shape = Shape::eventually, .length = 10min, .check = check_that_holds_after(stand, 3min), .on = {}}});
  const auto verdict = run();
  EXPECT_EQ(verdict.written, 2min);
  EXPECT_THAT(verdict.awaited, ::testing::AllOf(::testing::Ge(1min), ::testing::Lt(1min + 1s)));
}

TEST_F(RunScenario, AnActionThatAsksASubjectFailsWhereTheSubjectDoesNotAnswer) {
  add_action("ask", [](Stand&, TimePoint) -> Result<void> { return fail(ErrorKind::no_answer, "connection refused"); });
  std::get<Action>(scenario.steps[0].what).asks_subject = true;
  add_check("STATUS-HEALTH-UP", true);
  const auto verdict = run();
  EXPECT_EQ(verdict.outcome, Outcome::failed);
  EXPECT_EQ(verdict.steps[0].outcome, StepOutcome::failed);
  EXPECT_EQ(verdict.steps[0].reason, "connection refused");
  EXPECT_EQ(verdict.items.at("STATUS-HEALTH-UP"), ItemVerdict::not_shown);
}

TEST_F(RunScenario, CapturedValuesReachTheStepsThatNameThem) {
  add_action("ask", [](Stand&, TimePoint) -> Result<void> { return {}; });
  std::get<Action>(scenario.steps[0].what).captured = std::make_shared<Captures>(Captures{{"id", "7"}});
  add_check("STATUS-HEALTH-UP", true);
  Captures given;
  scenario.steps[1].resolve = [&](const Captures& captured) -> std::expected<Step, Errors> {
    given = captured;
    Step step = scenario.steps[1];
    step.text = "resolved";
    return step;
  };
  const auto verdict = run();
  EXPECT_EQ(verdict.outcome, Outcome::passed);
  EXPECT_THAT(given, ElementsAre(Pair("id", "7")));
  EXPECT_EQ(verdict.steps[1].text, "resolved");
}

TEST_F(RunScenario, AStepThatACapturedValueDoesNotFitBreaksIt) {
  add_check("STATUS-HEALTH-UP", true);
  scenario.steps[0].resolve = [](const Captures&) -> std::expected<Step, Errors> {
    return std::unexpected(
        Errors{{.kind = ErrorKind::invalid_file, .message = "7 is no status", .remedy = {}, .where = {}}});
  };
  const auto verdict = run();
  EXPECT_EQ(verdict.outcome, Outcome::errored);
  EXPECT_THAT(verdict.reason, HasSubstr("7 is no status"));
}

TEST_F(RunScenario, WhatAnActionLeftRunningIsEnded) {
  int finished = 0;
  add_action("load", [](Stand&, TimePoint) -> Result<void> { return {}; });
  std::get<Action>(scenario.steps[0].what).finish = [&] { ++finished; };
  add_check("STATUS-HEALTH-UP", false);
  (void)run();
  EXPECT_EQ(finished, 1);
}

TEST_F(RunTransitions, ThroughoutJudgesEverySampleThatWasAnswered) {
  scenario.steps.push_back(
      {.item = "STATUS-HEALTH-STEADY", .text = "throughout", .where = {}, .what = ThroughoutCheck{.watch = "health"}});
  const auto await_look = [this](Stand&, TimePoint) -> Result<void> {
    looked.acquire();
    looked.acquire();
    looked.acquire();
    return {};
  };
  const Step judge = scenario.steps.back();
  scenario.steps.clear();
  add_action("await samples", await_look);
  scenario.steps.push_back(judge);
  EXPECT_EQ(run().outcome, Outcome::passed);
}

TEST_F(RunTransitions, ThroughoutFailsWithTheFirstSampleThatDidNotHold) {
  scenario.watches[0].check = check_that([this](Stand&, TimePoint) -> Result<Observation> {
    looked.release();
    return sees(!down, down ? "503" : "200");
  });
  down = true;
  add_action("await samples", [this](Stand&, TimePoint) -> Result<void> {
    looked.acquire();
    looked.acquire();
    return {};
  });
  scenario.steps.push_back(
      {.item = "STATUS-HEALTH-STEADY", .text = "throughout", .where = {}, .what = ThroughoutCheck{.watch = "health"}});
  const auto verdict = run();
  EXPECT_EQ(verdict.outcome, Outcome::failed);
  EXPECT_THAT(verdict.steps.back().reason, HasSubstr("samples did not hold, the first of them at "));
  EXPECT_EQ(verdict.steps.back().mismatches.at(0).expected, "status 200");
}

}  // namespace
}  // namespace roadworthy
