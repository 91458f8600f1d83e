#include "reports/common/tally.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/testing/sample_run.h"

namespace roadworthy::report {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> files(const RunVerdict& run, const std::string& item) {
  return tally_of(run).shown_by[item].files;
}

TEST(Tally, CountsScenarios) {
  EXPECT_EQ(tally_of(sample_run()).count(Outcome::flaky), 1U);
  EXPECT_EQ(tally_of({}).count(Outcome::flaky), 0U);
}

TEST(Tally, NamesTheScenariosThatShowedAnItem) {
  const RunVerdict run = sample_run();

  EXPECT_THAT(files(run, "STATUS-HEALTH-UP"),
              ElementsAre("scenarios/status/health.yaml", "scenarios/status/health-down.yaml"));
  EXPECT_THAT(files(run, "STATUS-USER"), IsEmpty());
  EXPECT_THAT(files(run, "STATUS-ROLLOUT"), IsEmpty());
  EXPECT_THAT(files(run, "NO-SUCH-ITEM"), IsEmpty());
}

TEST(Tally, NamesTheFirstOfManyScenariosAndCountsTheOthers) {
  RunVerdict run;
  run.items["ITEM"] = ItemVerdict::holds;
  for (std::size_t at = 0; at < ShownBy::kMostFiles + 3; ++at) {
    run.scenarios.push_back(
        {.file = std::to_string(at), .outcome = Outcome::passed, .items = {{"ITEM", ItemVerdict::holds}}});
  }

  const ShownBy shown = tally_of(run).shown_by.at("ITEM");
  EXPECT_EQ(shown.files.size(), ShownBy::kMostFiles);
  EXPECT_EQ(shown.files.back(), std::to_string(ShownBy::kMostFiles - 1));
  EXPECT_EQ(shown.more, 3U);
}

TEST(Tally, NamesOnlyTheScenariosThatFailedAnItemThatFails) {
  RunVerdict run = sample_run();
  run.items["STATUS-HEALTH-UP"] = ItemVerdict::fails;
  run.scenarios.in_memory()[1].items["STATUS-HEALTH-UP"] = ItemVerdict::fails;

  EXPECT_THAT(files(run, "STATUS-HEALTH-UP"), ElementsAre("scenarios/status/health-down.yaml"));
}

TEST(Tally, SaysWhyAnItemWasNotShown) {
  const std::vector<NotShown> items = tally_of(sample_run()).not_shown;

  std::vector<std::string> texts;
  for (const NotShown& item : items) {
    texts.push_back(item.item + (item.required ? " (required) " : " ") + item.why);
  }
  EXPECT_THAT(
      texts, ElementsAre("STATUS-USER (required) scenarios/status/health.yaml: the runtime process cannot change users "
                         "without root",
                         "CONFIG-REPORT scenarios/config/reload.yaml: the stand broke before the scenario got there",
                         "STATUS-FOOTPRINT scenarios/status/footprint.yaml: the scenario was skipped: the runtime "
                         "process cannot limit memory",
                         "STATUS-HEALTH-RECOVER scenarios/status/health-down.yaml: the scenario failed before it got "
                         "there"));
}

TEST(Tally, SaysThatNobodyNamesARequiredItem) {
  RunVerdict run = passed_run();
  run.required_not_shown = {"ECS-SINGLE"};

  ASSERT_EQ(tally_of(run).not_shown.size(), 1U);
  EXPECT_EQ(tally_of(run).not_shown[0].why, "no scenario of this run names it");
}

TEST(Tally, PrefersAScenarioThatRanToOneThatWasSkipped) {
  RunVerdict run = passed_run();
  run.items["ITEM"] = ItemVerdict::not_shown;
  run.scenarios = {{.file = "skipped.yaml", .outcome = Outcome::skipped, .items = {{"ITEM", ItemVerdict::not_shown}}},
                   {.file = "failed.yaml", .outcome = Outcome::failed, .items = {{"ITEM", ItemVerdict::not_shown}}}};

  EXPECT_EQ(tally_of(run).not_shown.at(0).why, "failed.yaml: the scenario failed before it got there");
}

TEST(Tally, NamesTheScenarioThatDidNotGetThereRatherThanOneThatShowedTheItem) {
  RunVerdict run = passed_run();
  run.items["ITEM"] = ItemVerdict::not_shown;
  run.scenarios = {{.file = "holds.yaml", .outcome = Outcome::passed, .items = {{"ITEM", ItemVerdict::holds}}},
                   {.file = "failed.yaml", .outcome = Outcome::failed, .items = {{"ITEM", ItemVerdict::not_shown}}}};

  EXPECT_EQ(tally_of(run).not_shown.at(0).why, "failed.yaml: the scenario failed before it got there");
}

}  // namespace
}  // namespace roadworthy::report
