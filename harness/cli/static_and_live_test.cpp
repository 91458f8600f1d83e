#include "cli/static_and_live.h"

#include <gmock/gmock.h>

#include "definition/importers.h"

namespace roadworthy {
namespace {

constexpr const char* kCompose = R"(services:
  logstash: { image: "logstash:8", command: "logstash --path.logs /logs", volumes: ["logs:/logs"] }
  status:
    image: acme/status
    environment: { LOGSTASH_API_URL: "http://logstash:9600", LOGSTASH_LOG_PATH: /logs/logstash-plain.log }
    volumes: ["MOUNTED"]
volumes: { logs: {} }
)";

ScenarioVerdict refuted(const std::string& item) {
  ScenarioVerdict verdict;
  verdict.outcome = Outcome::failed;
  verdict.items[item] = ItemVerdict::fails;
  verdict.items["STATUS-HEALTH-UP"] = ItemVerdict::holds;
  verdict.steps.push_back(
      {.text = "GET /api/logs", .item = item, .is_check = true, .outcome = StepOutcome::failed, .reason = "404"});
  return verdict;
}

ScenarioVerdict shown(const std::string& item) {
  ScenarioVerdict verdict;
  verdict.outcome = Outcome::passed;
  verdict.items[item] = ItemVerdict::holds;
  verdict.steps.push_back({.text = "GET /api/logs", .item = item, .is_check = true, .outcome = StepOutcome::passed});
  return verdict;
}

ScenarioVerdict compared(ScenarioVerdict verdict, const std::string& mounted) {
  std::string text = kCompose;
  text.replace(text.find("MOUNTED"), 7, mounted);
  const auto deployments = parse_deployments("compose.yaml", text);
  add_contradictions(verdict, deployments.value().front());
  return verdict;
}

TEST(StaticAndLive, AnItemThatTheDefinitionHoldsAndTheStandRefutesIsAFindingOfItsOwn) {
  const ScenarioVerdict verdict = compared(refuted("STATUS-LOG-VOLUME"), "logs:/logs:ro");

  ASSERT_EQ(verdict.steps.size(), 2U);
  const StepVerdict& step = verdict.steps.back();
  EXPECT_EQ(step.text,
            "STATUS-LOG-VOLUME contradicts the definition: by its rules STATUS-LOG-VOLUME holds, on the stand it does "
            "not");
  EXPECT_EQ(step.outcome, StepOutcome::failed);
  EXPECT_EQ(step.rule, "static-and-live");
  EXPECT_EQ(step.mismatches.at(0).seen, "404");
  EXPECT_EQ(step.place.file, "compose.yaml");
}

TEST(StaticAndLive, AnItemThatTheDefinitionRefutesAndTheStandShowsIsAWarningOfItsOwn) {
  const ScenarioVerdict verdict = compared(shown("STATUS-LOG-VOLUME"), "others:/logs:ro");

  ASSERT_EQ(verdict.steps.size(), 2U);
  const StepVerdict& step = verdict.steps.back();
  EXPECT_EQ(
      step.text,
      "STATUS-LOG-VOLUME contradicts the definition: by its rules STATUS-LOG-VOLUME fails, on the stand it holds");
  EXPECT_EQ(step.outcome, StepOutcome::failed);
  EXPECT_TRUE(step.warning);
  EXPECT_EQ(verdict.outcome, Outcome::passed);
  EXPECT_THAT(step.mismatches.at(0).expected,
              testing::StartsWith("STATUS-LOG-VOLUME fails, as rule status-log-volume"));
  EXPECT_EQ(step.mismatches.at(0).seen, "it holds: GET /api/logs");
  EXPECT_EQ(step.place.line, 6U);
}

TEST(StaticAndLive, WhereBothSayTheSameThereIsNothingToAdd) {
  EXPECT_EQ(compared(refuted("STATUS-LOG-VOLUME"), "others:/logs:ro").steps.size(), 1U);
  EXPECT_EQ(compared(shown("STATUS-LOG-VOLUME"), "logs:/logs:ro").steps.size(), 1U);
  EXPECT_EQ(compared(refuted("STATUS-LOGS-TAIL"), "logs:/logs:ro").steps.size(), 1U);
}

}  // namespace
}  // namespace roadworthy
