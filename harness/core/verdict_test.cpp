#include "core/verdict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace roadworthy {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using ::testing::HasSubstr;

/// Every field differs from its default.
ScenarioVerdict full_verdict() {
  StepVerdict check{
      .text = "eventually: GET http://edge:3000/api/health answers 503",
      .item = "STATUS-HEALTH-DOWN",
      .is_check = true,
      .place = {.file = "health.yaml", .line = 31, .column = 5, .excerpt = "  - eventually: {}\n    ^"},
      .outcome = StepOutcome::failed,
      .reason = "it did not hold within 45s",
      .mismatches = {{"status 503", "status 200"}, {"/reasons is not empty", "[]"}},
      .started = 1s,
      .took = 45s + 21ms,
      .failing_since = 1500ms,
      .evidence = {.looks = 430,
                   .changes = {{.at = 1s, .until = 1100ms, .count = 2, .seen = "none"},
                               {.at = 1500ms, .until = 46s, .count = 428, .seen = "200"}},
                   .changes_dropped = 3,
                   .body = "{}",
                   .figures = {{"flaps", "4"}},
                   .container_states = {{"status", "running"}},
                   .log_tails = {{"status", {"listening", ""}}}},
  };
  return {
      .name = "Health follows Logstash",
      .file = "health.yaml",
      .labels = {"pre-merge", "status"},
      .outcome = Outcome::failed,
      .reason = "a reason",
      .remedy = "a remedy",
      .items = {{"STATUS-HEALTH-DOWN", ItemVerdict::fails}, {"STATUS-HEALTH-RECOVER", ItemVerdict::not_shown}},
      .steps = {{.text = "kill: logstash"}, check},
      .wall = 50s,
      .written = 2s,
      .awaited = 40s,
      .tries = 2,
      .subjects = {{"status-sidecar", "image:status:1.4"}},
      .rerun = "roadworthy run health.yaml",
      .left_behind = {"network rw-1"},
  };
}

template <typename Word>
std::vector<std::string> texts(std::initializer_list<Word> words) {
  std::vector<std::string> texts;
  for (const Word word : words) {
    texts.emplace_back(to_text(word));
  }
  return texts;
}

TEST(VerdictText, NamesEveryOutcomeOfAScenario) {
  EXPECT_THAT(texts({Outcome::passed, Outcome::failed, Outcome::errored, Outcome::skipped, Outcome::flaky}),
              ::testing::ElementsAre("passed", "failed", "errored", "skipped", "flaky"));
}

TEST(VerdictText, NamesEveryVerdictOfAnItem) {
  EXPECT_THAT(texts({ItemVerdict::holds, ItemVerdict::fails, ItemVerdict::cannot_tell, ItemVerdict::not_shown,
                     ItemVerdict::planned}),
              ::testing::ElementsAre("holds", "fails", "cannot tell", "not shown", "planned"));
}

TEST(VerdictText, NamesEveryOutcomeOfAStep) {
  EXPECT_THAT(texts({StepOutcome::passed, StepOutcome::failed, StepOutcome::errored, StepOutcome::not_shown,
                     StepOutcome::not_reached}),
              ::testing::ElementsAre("passed", "failed", "errored", "not shown", "not reached"));
}

TEST(VerdictJson, ReadsBackEveryFieldOfAScenario) {
  const auto read = parse_scenario_verdict(dump(json(full_verdict())));

  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, full_verdict());
}

TEST(VerdictJson, ReadsBackEveryWord) {
  for (const auto outcome : {Outcome::passed, Outcome::failed, Outcome::errored, Outcome::skipped, Outcome::flaky}) {
    for (const auto of_item : {ItemVerdict::holds, ItemVerdict::fails, ItemVerdict::cannot_tell, ItemVerdict::not_shown,
                               ItemVerdict::planned}) {
      for (const auto of_step : {StepOutcome::passed, StepOutcome::failed, StepOutcome::errored, StepOutcome::not_shown,
                                 StepOutcome::not_reached}) {
        const ScenarioVerdict verdict{
            .outcome = outcome, .items = {{"ITEM", of_item}}, .steps = {{.outcome = of_step}}};
        EXPECT_EQ(json(verdict).get<ScenarioVerdict>(), verdict);
      }
    }
  }
}

TEST(VerdictJson, RoundsDurationsToTheMillisecond) {
  const json node = ScenarioVerdict{.wall = 1234567us};

  EXPECT_EQ(node["wall_seconds"].dump(), "1.235");
}

TEST(VerdictJson, TellsTheTimeThatTheStandItselfTook) {
  const json node = full_verdict();

  EXPECT_DOUBLE_EQ(node["own_seconds"], 8.0);
}

TEST(VerdictJson, ReplacesInvalidUtf8InsteadOfThrowing) {
  ScenarioVerdict verdict = full_verdict();
  verdict.steps[1].evidence.body = "caf\xe9";
  verdict.steps[1].evidence.log_tails = {{"sta\xfftus", {"\xc3(", std::string("nul\0", 4)}}};

  const auto read = parse_scenario_verdict(dump(json(verdict)));

  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->steps[1].evidence.body, "caf\uFFFD");
  EXPECT_EQ(read->steps[1].evidence.log_tails.at("sta\uFFFDtus").at(1), std::string("nul\0", 4));
}

TEST(VerdictJson, IsOneLineForThePipe) {
  ScenarioVerdict verdict = full_verdict();
  verdict.reason = "first\nsecond";

  EXPECT_EQ(dump(json(verdict)).find('\n'), std::string::npos);
}

TEST(VerdictJson, RefusesAVerdictThatAWorkerDidNotFinish) {
  const std::string text = dump(json(full_verdict()));

  const auto read = parse_scenario_verdict(std::string_view(text).substr(0, text.size() / 2));

  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::internal);
  EXPECT_THAT(read.error().message, HasSubstr("a scenario's verdict cannot be read"));
}

TEST(VerdictJson, RefusesAWordThatIsNoVerdict) {
  json node = full_verdict();
  node["outcome"] = "great";

  const auto read = parse_scenario_verdict(node.dump());

  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr("no verdict is called 'great'"));
}

TEST(VerdictJson, RefusesAVerdictWithoutAField) {
  const json whole = full_verdict();
  for (const auto& [field, value] : whole.items()) {
    if (field == "own_seconds") {
      continue;  // For readers only: it follows from the three others.
    }
    json node = whole;
    node.erase(field);
    EXPECT_FALSE(parse_scenario_verdict(node.dump())) << field;
  }
}

}  // namespace
}  // namespace roadworthy
