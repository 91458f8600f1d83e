#include "reports/common/step_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/testing/sample_run.h"

namespace roadworthy::report {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> labels(const std::vector<Row>& rows) {
  std::vector<std::string> labels;
  for (const Row& row : rows) {
    labels.push_back(row.label);
  }
  return labels;
}

TEST(Headline, IsAPlaceThatEditorsOpen) {
  EXPECT_EQ(headline({.text = "kill: a", .place = {.file = "x.yaml", .line = 3, .column = 5}}), "x.yaml:3:5: kill: a");
  EXPECT_EQ(headline({.text = "kill: a", .place = {.file = "x.yaml", .line = 3}}), "x.yaml:3: kill: a");
  EXPECT_EQ(headline({.text = "kill: a", .place = {.file = "x.yaml"}}), "x.yaml: kill: a");
}

TEST(StepRows, TellAFailureInTheOrderInWhichItIsRead) {
  const RunVerdict run = sample_run();

  EXPECT_THAT(labels(step_rows(run, run.scenarios.in_memory()[1].steps[3], {})),
              ElementsAre("source", "item", "reason", "expected", "seen", "expected", "seen", "since", "looks",
                          "figures", "body", "container", "container", "log", "log"));
}

TEST(StepRows, SayNothingOfWhatThereIsNot) {
  EXPECT_THAT(step_rows({}, {.text = "kill: a", .outcome = StepOutcome::errored}, {}), IsEmpty());
}

TEST(StepRows, NameAnItemWithoutAStatement) {
  EXPECT_EQ(step_rows({}, {.item = "ITEM"}, {}).at(0).text, "ITEM");
}

TEST(StepRows, CountEqualLooks) {
  const StepVerdict step{.evidence = {.looks = 4,
                                      .changes = {{.at = 100ms, .until = 100ms, .seen = "none"},
                                                  {.at = 200ms, .until = 400ms, .count = 3, .seen = "200"}}}};

  const Row row = step_rows({}, step, {}).at(0);

  EXPECT_EQ(row.text, "4 looks, 2 states seen");
  EXPECT_THAT(row.quoted, ElementsAre("   0.100s                 1x  none", "   0.200s to 0.400s       3x  200"));
}

TEST(StepRows, CutABodyAtItsEndAndALogAtItsStart) {
  const StepVerdict step{.evidence = {.body = "1\n2\n3", .log_tails = {{"web", {"a", "b", "c"}}}}};

  const std::vector<Row> rows = step_rows({}, step, {.log_lines = 2, .body_lines = 2});

  EXPECT_EQ(rows.at(0).text, "its first 2 of 3 lines");
  EXPECT_THAT(rows.at(0).quoted, ElementsAre("1", "2"));
  EXPECT_EQ(rows.at(1).text, "of web, last 2 lines");
  EXPECT_THAT(rows.at(1).quoted, ElementsAre("b", "c"));
}

TEST(StepRows, KeepsAnEmptyLineOfALog) {
  const StepVerdict step{.evidence = {.log_tails = {{"web", {"a", "", "b\nc"}}}}};

  EXPECT_THAT(step_rows({}, step, {}).at(0).quoted, ElementsAre("a", "", "b", "c"));
}

}  // namespace
}  // namespace roadworthy::report
