#include "run/sampler.h"

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
using ::testing::Field;
using ::testing::SizeIs;

Watch watch_that(std::function<Result<Observation>(Stand&, TimePoint)> look, Duration every = 1ms) {
  return {.name = "health", .every = every, .check = check_that(std::move(look)), .where = {}};
}

struct SamplerTest : ::testing::Test {
  FakeStand stand{one_pod("edge", {"status"}), Time::real};
  TimePoint deadline = stand.clock().now() + 1min;
};

TEST_F(SamplerTest, TakesSamplesFromItsBeginning) {
  std::atomic<bool> down = false;
  const Watch watch = watch_that(
      [&](Stand&, TimePoint) -> Result<Observation> { return down ? sees(false, "503") : sees(true, "200"); });
  Sampler sampler(watch, stand, stand.clock().now());
  EXPECT_THAT(sampler.track_after(3, deadline).runs(), SizeIs(1));
  down = true;
  const SampleTrack track = sampler.track_after(2, deadline);
  ASSERT_THAT(track.runs(), SizeIs(2));
  EXPECT_EQ(track.runs().back().sample, "503");
}

TEST_F(SamplerTest, WaitsForSamplesThatBeganAfterTheCall) {
  std::atomic<int> looks = 0;
  const Watch watch = watch_that([&](Stand&, TimePoint) -> Result<Observation> {
    ++looks;
    return sees(true, "200");
  });
  Sampler sampler(watch, stand, stand.clock().now());
  const int before = looks;
  (void)sampler.track_after(2, deadline);
  EXPECT_GE(looks, before + 2);
}

TEST_F(SamplerTest, EndsTheWaitAtTheDeadlineWhenALookHangs) {
  std::binary_semaphore released(0);
  const Watch watch = watch_that([&](Stand&, TimePoint) -> Result<Observation> {
    released.acquire();
    return sees(true, "200");
  });
  Sampler sampler(watch, stand, stand.clock().now());
  EXPECT_EQ(sampler.track_after(1, stand.clock().now()).samples(), 0U);
  released.release();  // The look that is under way ends, and with it the sampler.
}

TEST_F(SamplerTest, AddsWhatAStepSaw) {
  std::counting_semaphore<> allowed(0);
  const Watch watch = watch_that([&](Stand&, TimePoint) -> Result<Observation> {
    allowed.acquire();
    return sees(true, "200");
  });
  Sampler sampler(watch, stand, stand.clock().now());
  sampler.note("503", stand.clock().now());
  allowed.release(1'000'000);
  EXPECT_THAT(sampler.track_after(2, deadline).runs(), Contains(Field(&SampleRun::sample, "503")));
}

TEST_F(SamplerTest, LeavesOutALookThatBeganBeforeWhatAStepSawAndEndedAfterIt) {
  std::binary_semaphore begun(0);
  std::counting_semaphore<> allowed(0);
  std::atomic<int> looks = 0;
  const Watch watch = watch_that([&](Stand&, TimePoint) -> Result<Observation> {
    const bool first = looks++ == 0;
    if (first) {
      begun.release();
    }
    allowed.acquire();
    return first ? sees(true, "200") : sees(false, "503");
  });
  Sampler sampler(watch, stand, stand.clock().now());
  begun.acquire();
  sampler.note("503", stand.clock().now());
  allowed.release(1'000'000);
  const SampleTrack track = sampler.track_after(2, deadline);
  ASSERT_THAT(track.runs(), SizeIs(1));
  EXPECT_EQ(track.runs()[0].sample, "503");
}

TEST_F(SamplerTest, TakesNoFlapFromAStepsLookThatOverlapsItsOwn) {
  const Watch watch = watch_that([&](Stand&, TimePoint) -> Result<Observation> { return sees(true, "200"); });
  Sampler sampler(watch, stand, stand.clock().now());
  const TimePoint begun = stand.clock().now();
  const TimePoint before = begun - std::chrono::hours(1);
  (void)sampler.track_after(1, deadline);
  sampler.note("200", begun);
  sampler.note("503", before);  // Seen by nobody else: it is added.
  (void)sampler.track_after(1, deadline);
  sampler.note("503", before);  // May have been answered when that other one was.
  const SampleTrack track = sampler.track_after(2, deadline);
  EXPECT_THAT(track.runs(), ElementsAre(Field(&SampleRun::sample, "200"), Field(&SampleRun::sample, "503"),
                                        Field(&SampleRun::sample, "200")));
}

TEST_F(SamplerTest, KeepsTheErrorThatEndedIt) {
  const Watch watch = watch_that(
      [](Stand&, TimePoint) -> Result<Observation> { return fail(ErrorKind::environment, "the network is gone"); });
  Sampler sampler(watch, stand, stand.clock().now());
  (void)sampler.track_after(1, deadline);
  ASSERT_TRUE(sampler.broken());
  EXPECT_EQ(sampler.broken()->message, "the network is gone");
}

}  // namespace
}  // namespace roadworthy
