#include "run/evidence_recorder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "run/test_check.h"

namespace roadworthy {
namespace {

using namespace std::chrono_literals;
using ::testing::SizeIs;

TEST(EvidenceRecorder, CountsEqualLooksInARow) {
  const TimePoint start{};
  EvidenceRecorder recorder(start);
  recorder.add(sees(false, "none"), start + 1s);
  recorder.add(sees(false, "none"), start + 2s);
  recorder.add(sees(true, "200"), start + 3s);
  EXPECT_EQ(recorder.last_change(), 3s);
  const Evidence evidence = recorder.take();
  EXPECT_EQ(evidence.looks, 3U);
  ASSERT_THAT(evidence.changes, SizeIs(2));
  EXPECT_EQ(evidence.changes[0], (Attempt{.at = 1s, .until = 2s, .count = 2, .seen = "status none"}));
}

TEST(EvidenceRecorder, KeepsTheFirstAndTheNewestChangesOfMany) {
  EvidenceRecorder recorder({});
  for (int at = 0; at < 1000; ++at) {
    recorder.add(sees(false, fmt::format("{}", at)), TimePoint{} + at * 1s);
  }
  const Evidence evidence = recorder.take();
  ASSERT_THAT(evidence.changes, SizeIs(50));
  EXPECT_EQ(evidence.changes_dropped, 950U);
  EXPECT_EQ(evidence.changes.front().seen, "status 0");
  EXPECT_EQ(evidence.changes[24].seen, "status 24");
  EXPECT_EQ(evidence.changes[25].seen, "status 975");
  EXPECT_EQ(evidence.changes.back().seen, "status 999");
}

TEST(ContainerEvidence, IsTheStateAndTheNewestLinesCut) {
  FakeStand stand;
  for (int at = 0; at < 100; ++at) {
    stand.print("status", fmt::format("line {}", at));
  }
  stand.print("status", std::string(100'000, 'x'));
  Evidence evidence;
  add_container_evidence(evidence, stand, {"status"});
  EXPECT_EQ(evidence.container_states.at("status"), "running");
  ASSERT_THAT(evidence.log_tails.at("status"), SizeIs(50));
  EXPECT_EQ(evidence.log_tails.at("status").front(), "line 51");
  EXPECT_THAT(evidence.log_tails.at("status").back(), SizeIs(2000));
}

}  // namespace
}  // namespace roadworthy
