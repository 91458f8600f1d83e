#include "reports/common/tally.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/testing/sample_run.h"

namespace roadworthy::report {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> files(const std::vector<const ScenarioVerdict*>& scenarios) {
  std::vector<std::string> files;
  for (const ScenarioVerdict* scenario : scenarios) {
    files.push_back(scenario->file);
  }
  return files;
}

TEST(Tally, CountsScenariosAndItems) {
  EXPECT_EQ(count(sample_run(), Outcome::flaky), 1U);
  EXPECT_EQ(count(sample_run(), ItemVerdict::holds), 3U);
  EXPECT_EQ(count(sample_run(), ItemVerdict::not_shown), 4U);
}

TEST(Tally, NamesTheScenariosThatShowedAnItem) {
  const RunVerdict run = sample_run();

  EXPECT_THAT(files(shown_by(run, "STATUS-HEALTH-UP")),
              ElementsAre("scenarios/status/health.yaml", "scenarios/status/health-down.yaml"));
  EXPECT_THAT(files(shown_by(run, "STATUS-USER")), IsEmpty());
  EXPECT_THAT(files(shown_by(run, "STATUS-ROLLOUT")), IsEmpty());
  EXPECT_THAT(files(shown_by(run, "NO-SUCH-ITEM")), IsEmpty());
}

TEST(Tally, NamesOnlyTheScenariosThatFailedAnItemThatFails) {
  RunVerdict run = sample_run();
  run.items["STATUS-HEALTH-UP"] = ItemVerdict::fails;
  run.scenarios[1].items["STATUS-HEALTH-UP"] = ItemVerdict::fails;

  EXPECT_THAT(files(shown_by(run, "STATUS-HEALTH-UP")), ElementsAre("scenarios/status/health-down.yaml"));
}

TEST(Tally, SaysWhyAnItemWasNotShown) {
  const std::vector<NotShown> items = not_shown(sample_run());

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

  ASSERT_EQ(not_shown(run).size(), 1U);
  EXPECT_EQ(not_shown(run)[0].why, "no scenario of this run names it");
}

TEST(Tally, PrefersAScenarioThatRanToOneThatWasSkipped) {
  RunVerdict run = passed_run();
  run.items["ITEM"] = ItemVerdict::not_shown;
  run.scenarios = {{.file = "skipped.yaml", .outcome = Outcome::skipped, .items = {{"ITEM", ItemVerdict::not_shown}}},
                   {.file = "failed.yaml", .outcome = Outcome::failed, .items = {{"ITEM", ItemVerdict::not_shown}}}};

  EXPECT_EQ(not_shown(run).at(0).why, "failed.yaml: the scenario failed before it got there");
}

TEST(Tally, NamesTheScenarioThatDidNotGetThereRatherThanOneThatShowedTheItem) {
  RunVerdict run = passed_run();
  run.items["ITEM"] = ItemVerdict::not_shown;
  run.scenarios = {{.file = "holds.yaml", .outcome = Outcome::passed, .items = {{"ITEM", ItemVerdict::holds}}},
                   {.file = "failed.yaml", .outcome = Outcome::failed, .items = {{"ITEM", ItemVerdict::not_shown}}}};

  EXPECT_EQ(not_shown(run).at(0).why, "failed.yaml: the scenario failed before it got there");
}

}  // namespace
}  // namespace roadworthy::report
