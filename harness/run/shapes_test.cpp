#include "run/shapes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "run/test_check.h"

namespace roadworthy {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Lt;
using ::testing::SizeIs;

ShapeResult shape(FakeStand& stand, Shape how, Duration length, Check check, Duration every = {}) {
  return run_shape({.shape = how, .length = length, .every = every, .check = std::move(check), .on = {}}, stand,
                   stand.clock().now());
}

ContainerState exited(int code, bool by_step = false) {
  return {.phase = Phase::exited, .exit_code = code, .ended_by_step = by_step, .starts = 1};
}

TEST(Now, PassesOnOneLook) {
  FakeStand stand;
  const auto result = shape(stand, Shape::now, 0s, check_that_holds_after(stand, 0s));
  EXPECT_EQ(result.outcome, StepOutcome::passed);
  EXPECT_EQ(result.evidence.looks, 1U);
}

TEST(Now, FailsOnOneLookWithEveryMismatch) {
  FakeStand stand;
  const auto result = shape(stand, Shape::now, 0s, check_that_holds_after(stand, 1ms));
  EXPECT_EQ(result.outcome, StepOutcome::failed);
  EXPECT_EQ(result.evidence.looks, 1U);
  EXPECT_THAT(result.mismatches, SizeIs(2));
}

TEST(Eventually, PassesAsSoonAsTheCheckHolds) {
  FakeStand stand;
  const TimePoint begun = stand.clock().now();
  const auto result = shape(stand, Shape::eventually, 45s, check_that_holds_after(stand, 10s));
  EXPECT_EQ(result.outcome, StepOutcome::passed);
  EXPECT_THAT(stand.clock().now() - begun, ::testing::AllOf(::testing::Ge(10s), Lt(10s + 200ms)));
}

TEST(Eventually, FailsAtItsDeadlineAndNotLater) {
  FakeStand stand;
  const TimePoint begun = stand.clock().now();
  const auto result = shape(stand, Shape::eventually, 45s, check_that_holds_after(stand, 46s));
  EXPECT_EQ(result.outcome, StepOutcome::failed);
  EXPECT_EQ(result.reason, "not within 45s");
  EXPECT_THAT(result.mismatches, SizeIs(2));
  EXPECT_EQ(stand.clock().now() - begun, 45s);
}

TEST(Eventually, LooksEveryTenthOfASecondOnceItHasWaitedAWhile) {
  FakeStand stand;
  const auto result = shape(stand, Shape::eventually, 10s, check_that_holds_after(stand, 11s));
  EXPECT_THAT(result.evidence.looks, ::testing::AllOf(Gt(90U), Lt(130U)));
}

TEST(Eventually, LooksAsOftenAsTheFileSays) {
  FakeStand stand;
  const auto result = shape(stand, Shape::eventually, 10s, check_that_holds_after(stand, 11s), 1s);
  EXPECT_THAT(result.evidence.looks, ::testing::AllOf(Gt(9U), Lt(12U)));
}

TEST(Eventually, EndsEarlyWhenAContainerThatItDependsOnDies) {
  FakeStand stand;
  stand.print("status", "panic: no such file");
  stand.at(2s, [&] { stand.set_state("status", exited(3)); });
  const TimePoint begun = stand.clock().now();
  const auto result = shape(stand, Shape::eventually, 45s, check_that_holds_after(stand, 46s));
  EXPECT_EQ(result.outcome, StepOutcome::failed);
  EXPECT_EQ(result.reason, "the wait ended early: status exited with code 3");
  EXPECT_THAT(stand.clock().now() - begun, Lt(2s + 200ms));
  EXPECT_EQ(result.evidence.container_states.at("status"), "exited with code 3");
  EXPECT_THAT(result.evidence.log_tails.at("status"), ElementsAre("panic: no such file"));
}

TEST(Eventually, PassesWhenWhatItLooksAtHoldsAlthoughTheContainerDied) {
  FakeStand stand;
  stand.set_state("status", exited(0));
  EXPECT_EQ(shape(stand, Shape::eventually, 45s, check_that_holds_after(stand, 0s)).outcome, StepOutcome::passed);
}

TEST(Eventually, WaitsOnAfterAnExitThatAStepAskedFor) {
  FakeStand stand;
  stand.set_state("status", exited(0, true));
  EXPECT_EQ(shape(stand, Shape::eventually, 45s, check_that_holds_after(stand, 10s)).outcome, StepOutcome::passed);
}

TEST(Eventually, WaitsOnAfterTheExitOfAContainerThatMayComplete) {
  Topology topology = one_pod("edge", {"status"});
  topology.pods[0].containers[0].completes = true;
  FakeStand stand(topology);
  stand.set_state("status", exited(0));
  EXPECT_EQ(shape(stand, Shape::eventually, 45s, check_that_holds_after(stand, 10s)).outcome, StepOutcome::passed);
}

TEST(Eventually, WaitsOnAfterTheExitOfAContainerThatIsStartedAgain) {
  Topology topology = one_pod("edge", {"status"});
  topology.pods[0].containers[0].engine.restart = "on-failure:3";
  FakeStand stand(topology);
  stand.set_state("status", exited(1));
  EXPECT_EQ(shape(stand, Shape::eventually, 45s, check_that_holds_after(stand, 10s)).outcome, StepOutcome::passed);
}

TEST(Eventually, AnExitInThePodEndsTheWaitUnlessOnNarrowsIt) {
  FakeStand stand(one_pod("edge", {"status", "logstash"}));
  stand.set_state("logstash", exited(1));
  ShapedCheck shaped{.shape = Shape::eventually, .length = 45s, .check = check_that_holds_after(stand, 10s), .on = {}};
  shaped.check.addresses = {{"edge", {}}};
  EXPECT_EQ(run_shape(shaped, stand, stand.clock().now()).reason, "the wait ended early: logstash exited with code 1");
  shaped.check = check_that_holds_after(stand, 10s);
  shaped.check.addresses = {{"edge", {}}};
  shaped.on = {{"status", {}}};
  EXPECT_EQ(run_shape(shaped, stand, stand.clock().now()).outcome, StepOutcome::passed);
}

TEST(Eventually, LooksAgainAtOnceWhenSomethingHappensThatTheCheckCanSee) {
  FakeStand stand;
  stand.at(7s, [&] { stand.print("status", "ready"); });
  Check check = check_that([](Stand& on, TimePoint) -> Result<Observation> {
    return on.log("status", 1).lines.empty() ? sees(false, "silent") : sees(true, "ready");
  });
  check.follows_events = true;
  const TimePoint begun = stand.clock().now();
  EXPECT_EQ(shape(stand, Shape::eventually, 45s, check, 30s).outcome, StepOutcome::passed);
  EXPECT_EQ(stand.clock().now() - begun, 7s);
}

TEST(Eventually, ALookThatTheDeadlineCutShortDoesNotReplaceTheOneBefore) {
  FakeStand stand;
  int looks = 0;
  const auto result =
      shape(stand, Shape::eventually, 5s, check_that([&](Stand&, TimePoint deadline) -> Result<Observation> {
              if (++looks == 1) {
                return sees(false, "503");
              }
              stand.fake_clock().advance_to(deadline);
              Observation cut = sees(false, "none");
              cut.answered = false;
              return cut;
            }));
  EXPECT_EQ(result.outcome, StepOutcome::failed);
  EXPECT_EQ(result.mismatches.at(0).seen, "status 503");
}

TEST(Eventually, TellsSinceWhenTheLastStateWasSeen) {
  FakeStand stand;
  const TimePoint begun = stand.clock().now();
  const auto result = shape(stand, Shape::eventually, 45s, check_that([&](Stand& on, TimePoint) -> Result<Observation> {
                              return sees(false, on.clock().now() - begun < 20s ? "none" : "503");
                            }));
  EXPECT_THAT(result.failing_since, ::testing::AllOf(::testing::Ge(20s), Lt(20s + 200ms)));
  EXPECT_THAT(result.evidence.changes, SizeIs(2));
}

TEST(Consistently, PassesOnlyAfterItsWholeTime) {
  FakeStand stand;
  const TimePoint begun = stand.clock().now();
  EXPECT_EQ(shape(stand, Shape::consistently, 2min, check_that_holds_after(stand, 0s)).outcome, StepOutcome::passed);
  EXPECT_EQ(stand.clock().now() - begun, 2min);
}

TEST(Consistently, FailsAtTheFirstLookThatDoesNotHold) {
  FakeStand stand;
  const TimePoint begun = stand.clock().now();
  const auto result =
      shape(stand, Shape::consistently, 2min, check_that([&](Stand& on, TimePoint) -> Result<Observation> {
              const bool flap = on.clock().now() - begun == 30s;
              return sees(!flap, flap ? "503" : "200");
            }));
  EXPECT_EQ(result.outcome, StepOutcome::failed);
  EXPECT_EQ(result.reason, "look 301 did not hold");
  EXPECT_EQ(stand.clock().now() - begun, 30s);
}

TEST(Consistently, FailsWhenTheContainerDiesEvenIfTheCheckHolds) {
  FakeStand stand;
  stand.at(3s, [&] { stand.set_state("status", exited(137)); });
  const auto result = shape(stand, Shape::consistently, 2min, check_that_holds_after(stand, 0s));
  EXPECT_EQ(result.outcome, StepOutcome::failed);
  EXPECT_EQ(result.reason, "ended early: status exited with code 137");
}

TEST(Never, PassesWhenNoLookHolds) {
  FakeStand stand;
  EXPECT_EQ(shape(stand, Shape::never, 10s, check_that_holds_after(stand, 11s)).outcome, StepOutcome::passed);
}

TEST(Never, FailsWithWhatMustNotBeAndWhatWasSeen) {
  FakeStand stand;
  const auto result = shape(stand, Shape::never, 10s, check_that_holds_after(stand, 5s));
  EXPECT_EQ(result.outcome, StepOutcome::failed);
  ASSERT_THAT(result.mismatches, SizeIs(1));
  EXPECT_EQ(result.mismatches[0].expected, "never: GET http://edge:3000/api/health answers 200");
  EXPECT_EQ(result.mismatches[0].seen, "status 200");
}

class EveryShape : public ::testing::TestWithParam<Shape> {};

TEST_P(EveryShape, IsNotShownWhereTheRuntimeCannotLook) {
  FakeStand stand;
  const auto result = shape(stand, GetParam(), 10s, check_that([](Stand&, TimePoint) -> Result<Observation> {
                              return fail(ErrorKind::unavailable, "this runtime has no limits");
                            }));
  EXPECT_EQ(result.outcome, StepOutcome::not_shown);
  EXPECT_EQ(result.reason, "this runtime has no limits");
}

TEST_P(EveryShape, IsErroredWhereTheStandBroke) {
  FakeStand stand;
  const auto result = shape(stand, GetParam(), 10s, check_that([](Stand&, TimePoint) -> Result<Observation> {
                              return fail(ErrorKind::environment, "the network is gone", "start it again");
                            }));
  EXPECT_EQ(result.outcome, StepOutcome::errored);
  EXPECT_EQ(result.reason, "the network is gone");
  EXPECT_EQ(result.remedy, "start it again");
}

TEST_P(EveryShape, EndsWhenTheRunIsInterrupted) {
  FakeStand stand;
  const auto result = shape(stand, GetParam(), 10h, check_that([&](Stand&, TimePoint) -> Result<Observation> {
                              stand.interrupt();
                              return sees(false, "503");
                            }));
  EXPECT_EQ(result.outcome, StepOutcome::errored);
  EXPECT_EQ(result.reason, "interrupted");
}

TEST_P(EveryShape, TellsOfEveryLook) {
  FakeStand stand;
  std::uint64_t told = 0;
  const ShapedCheck shaped{.shape = GetParam(), .length = 1s, .check = check_that_holds_after(stand, 500ms), .on = {}};
  const auto result = run_shape(shaped, stand, stand.clock().now(), [&](const Observation&, TimePoint) { ++told; });
  EXPECT_EQ(told, result.evidence.looks);
  EXPECT_GT(told, 0U);
}

INSTANTIATE_TEST_SUITE_P(Shapes, EveryShape,
                         ::testing::Values(Shape::now, Shape::eventually, Shape::consistently, Shape::never));

TEST(ContainersBehind, AreThoseNamedAndAllOfThePodsNamed) {
  Topology topology = one_pod("edge", {"status", "logstash"});
  topology.pods.push_back(one_pod("other", {"status"}).pods[0]);
  EXPECT_THAT(containers_behind(topology, {{"edge", {}}, {"logstash", {}}}), ElementsAre("status.edge", "logstash"));
  EXPECT_THAT(containers_behind(topology, {{"status.other", {}}}), ElementsAre("status.other"));
  EXPECT_THAT(containers_behind(topology, {{"nobody", {}}}), IsEmpty());
}

}  // namespace
}  // namespace roadworthy
