#include "checks/times.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace roadworthy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Milliseconds since 1970 of every point in time in a document.
std::vector<std::int64_t> times(const std::string& text) {
  std::vector<std::int64_t> found;
  for (const WallTime time : times_in(nlohmann::json::parse(text))) {
    found.push_back(time.time_since_epoch().count());
  }
  return found;
}

TEST(Times, AreTextsInTheFormOfRfc3339) {
  EXPECT_THAT(times(R"(["2026-01-02T03:04:05Z"])"), ElementsAre(1767323045000));
  EXPECT_THAT(times(R"({"x": "2026-01-02T03:04:05.678901Z"})"), ElementsAre(1767323045678));
  EXPECT_THAT(times(R"(["2026-01-02 03:04:05"])"), ElementsAre(1767323045000));
  EXPECT_THAT(times(R"(["2026-01-02T05:04:05.5+02:00"])"), ElementsAre(1767323045500));
  EXPECT_THAT(times(R"(["2026-01-01T22:34:05-0430"])"), ElementsAre(1767323045000));
  EXPECT_THAT(times(R"(["2026-13-02T03:04:05Z", "at 2026-01-02T03:04:05Z", "2026-01-02"])"), IsEmpty());
}

TEST(Times, AreNumbersThatAreCalledSo) {
  EXPECT_THAT(times(R"({"timestamp": 1767323045})"), ElementsAre(1767323045000));
  EXPECT_THAT(times(R"({"sampledAt": 1767323045678})"), ElementsAre(1767323045678));
  EXPECT_THAT(times(R"({"last_time": 12.5})"), ElementsAre(12500));
  EXPECT_THAT(times(R"({"uptime": 1767323045, "duration_in_millis": 5, "heat": 5, "time": null})"), IsEmpty());
}

TEST(Times, AreAtTheHeadOfListsOfNumbers) {
  EXPECT_THAT(times("[[1767323045, 5], [1767323046000, 6]]"), ElementsAre(1767323045000, 1767323046000));
  EXPECT_THAT(times("[[1, 2], [1767323045]]"), IsEmpty());
}

}  // namespace
}  // namespace roadworthy
