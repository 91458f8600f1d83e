#include "reports/json/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reports/testing/golden.h"
#include "reports/testing/sample_run.h"

namespace roadworthy {
namespace {

std::string report_of(const RunVerdict& run) {
  return whole_text([&](const TextSink& out) { write_json(run, out); });
}

using nlohmann::json;

TEST(Json, HoldsTheWholeRun) {
  EXPECT_TRUE(matches_golden(report_of(sample_run()), "json/golden/run.json"));
}

TEST(Json, SaysWhichFormatItHas) {
  EXPECT_EQ(json::parse(report_of(passed_run())).at("format_version"), 1);
}

TEST(Json, GivesBackEveryScenario) {
  const RunVerdict run = passed_run();

  const json report = json::parse(report_of(run));

  EXPECT_EQ(report.at("scenarios").get<std::vector<ScenarioVerdict>>(), run.scenarios.in_memory());
}

TEST(Json, TellsWhatTheStandItselfTook) {
  const json scenario = json::parse(report_of(passed_run())).at("scenarios").at(0);

  EXPECT_DOUBLE_EQ(scenario.at("own_seconds"), 0.995);  // 4.398 - 2.000 - 1.403
}

TEST(Json, WritesSecondsWithThreeDigits) {
  RunVerdict run = passed_run();
  run.wall = std::chrono::nanoseconds(1234567890);

  EXPECT_THAT(report_of(run), ::testing::ContainsRegex("\n  \"wall_seconds\": 1.235\n"));
}

TEST(Json, ReplacesBytesThatAreNoUtf8) {
  const json report = json::parse(report_of(sample_run()));

  const json& log = report.at("/scenarios/1/steps/3/evidence/log_tails/status"_json_pointer);
  EXPECT_EQ(log.at(1), "\x1b[2J\x1b[Hcleared your terminal") << "what is text stays as it was";
  EXPECT_EQ(log.at(2), "caf\uFFFD, \uFFFD\uFFFD and \uFFFD");
}

}  // namespace
}  // namespace roadworthy
