#include "run/sample_track.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace roadworthy {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Samples 100 ms apart.
SampleTrack track_of(const std::vector<std::string>& samples) {
  SampleTrack track;
  Duration when{};
  for (const std::string& sample : samples) {
    track.add(sample, when += 100ms);
  }
  return track;
}

TransitionsCheck down_and_up(std::vector<std::string> never = {}) {
  return {.watch = "health", .of = "status", .are = {"200", "503", "200"}, .never = std::move(never)};
}

TEST(SampleTrack, JoinsEqualSamplesAndMeasuresTheLongestGap) {
  SampleTrack track;
  track.add("200", 0ms);
  track.add("200", 100ms);
  track.add("503", 900ms);
  EXPECT_EQ(track.samples(), 3U);
  EXPECT_THAT(track.runs(), SizeIs(2));
  EXPECT_EQ(track.runs()[0].count, 2U);
  EXPECT_EQ(track.longest_gap(), 800ms);
}

TEST(SampleTrack, SaysWhatMayHaveBeenSeenSinceAMoment) {
  const SampleTrack track = track_of({"none", "503", "200"});  // At 100, 200 and 300 ms.
  EXPECT_TRUE(track.may_have_held("200", 250ms));
  EXPECT_TRUE(track.may_have_held("503", 250ms));  // Held until some time after 200 ms.
  EXPECT_FALSE(track.may_have_held("none", 250ms));
  EXPECT_TRUE(track.may_have_held("none", 150ms));
  EXPECT_FALSE(track.may_have_held("200", 301ms));  // Nothing came since.
  EXPECT_FALSE(SampleTrack().may_have_held("200", 0ms));
}

TEST(SampleTrack, IsBoundedAndSaysSo) {
  SampleTrack track;
  for (int at = 0; at < 30'000; ++at) {
    track.add(at % 2 == 0 ? "200" : "503", at * 1ms);
  }
  EXPECT_THAT(track.runs(), SizeIs(10'000));
  EXPECT_EQ(track.samples(), 30'000U);
  EXPECT_TRUE(track.overflowed());
  EXPECT_FALSE(compare_transitions(track, down_and_up()).holds);
}

TEST(Transitions, HoldWhenTheRunsAreThoseOfTheFile) {
  const auto result = compare_transitions(track_of({"200", "200", "503", "200"}), down_and_up());
  EXPECT_TRUE(result.holds);
  EXPECT_EQ(result.reason, "");
  EXPECT_EQ(result.flaps, 0U);
}

TEST(Transitions, CountFromTheFirstTwoSamplesThatEqualTheFirstEntry) {
  EXPECT_TRUE(compare_transitions(track_of({"503", "200", "503", "200", "200", "503", "200"}), down_and_up()).holds);
}

TEST(Transitions, LeaveOutLooksWithoutAnAnswer) {
  const auto result =
      compare_transitions(track_of({"none", "200", "none", "200", "503", "none", "503", "none", "200"}), down_and_up());
  EXPECT_TRUE(result.holds) << result.mismatches.at(0).seen;
}

TEST(Transitions, CountLooksWithoutAnAnswerWhereTheFileNamesThem) {
  const TransitionsCheck gone{.watch = "health", .of = "status", .are = {"200", "none", "200"}, .never = {}};
  EXPECT_TRUE(compare_transitions(track_of({"200", "200", "none", "200"}), gone).holds);
  EXPECT_FALSE(compare_transitions(track_of({"200", "200", "200"}), gone).holds);
}

TEST(Transitions, FailWithTheRunsThatWereSeen) {
  const auto result = compare_transitions(track_of({"200", "200", "503", "200", "503", "200"}), down_and_up());
  EXPECT_FALSE(result.holds);
  ASSERT_THAT(result.mismatches, SizeIs(1));
  EXPECT_EQ(result.mismatches[0].expected, "200, 503, 200");
  EXPECT_EQ(result.mismatches[0].seen, "200, 503, 200, 503, 200");
  EXPECT_EQ(result.flaps, 2U);
}

TEST(Transitions, FailWhenAChangeIsMissing) {
  EXPECT_FALSE(compare_transitions(track_of({"200", "200", "503"}), down_and_up()).holds);
  EXPECT_FALSE(compare_transitions(track_of({"200", "200"}), down_and_up()).holds);
}

TEST(Transitions, FailWhenTheFirstWordNeverStays) {
  const auto result = compare_transitions(track_of({"503", "503"}), down_and_up());
  EXPECT_EQ(result.mismatches.at(0).seen, "200 never twice in a row");
  EXPECT_FALSE(compare_transitions(SampleTrack{}, down_and_up()).holds);
}

TEST(Transitions, NeverCoversEverySampleAlsoThoseBeforeTheFirst) {
  const auto result = compare_transitions(track_of({"500", "200", "200", "503", "200"}), down_and_up({"500", "502"}));
  EXPECT_FALSE(result.holds);
  ASSERT_THAT(result.mismatches, SizeIs(1));
  EXPECT_EQ(result.mismatches[0].expected, "never 500");
  EXPECT_THAT(result.mismatches[0].seen, HasSubstr("1 samples"));
}

TEST(Transitions, ShowTheRunsAsEvidenceWithinBounds) {
  EXPECT_THAT(compare_transitions(track_of({"200", "200", "503", "200"}), down_and_up()).seen, SizeIs(3));
  std::vector<std::string> flapping;
  for (int at = 0; at < 500; ++at) {
    flapping.emplace_back(at % 2 == 0 ? "200" : "503");
  }
  EXPECT_THAT(compare_transitions(track_of(flapping), down_and_up()).seen, SizeIs(50));
}

}  // namespace
}  // namespace roadworthy
