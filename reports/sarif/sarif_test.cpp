#include "reports/sarif/sarif.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reports/testing/golden.h"
#include "reports/testing/sample_run.h"

namespace roadworthy {
namespace {

std::string report_of(const RunVerdict& run) {
  return whole_text([&](const TextSink& out) { write_sarif(run, out); });
}

using nlohmann::json;

json results_of(const RunVerdict& run) {
  return json::parse(report_of(run))["runs"][0]["results"];
}

StepVerdict finding() {
  StepVerdict step;
  step.text = "a log group has no retention";
  step.item = "ECS-LOGGROUP-RETENTION";
  step.outcome = StepOutcome::failed;
  step.place = {.file = "plans/the plan.json", .line = 12, .column = 7, .excerpt = ""};
  return step;
}

RunVerdict run_of(StepVerdict step) {
  RunVerdict run;
  run.scenarios.push_back({.name = "plan", .file = "plan.json", .outcome = Outcome::failed});
  run.scenarios.in_memory().back().steps.push_back(std::move(step));
  return run;
}

TEST(Sarif, ShowsEverythingThatARunCanHave) {
  EXPECT_TRUE(matches_golden(report_of(sample_run()), "sarif/golden/run.sarif"));
}

TEST(Sarif, APlaceIsAUriWithLineAndColumn) {
  const json result = results_of(run_of(finding()))[0];

  const json place = result["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "plans/the%20plan.json");
  EXPECT_EQ(place["region"], (json{{"startLine", 12}, {"startColumn", 7}}));
  EXPECT_EQ(result["ruleId"], "ECS-LOGGROUP-RETENTION");
  EXPECT_EQ(result["level"], "error");
}

TEST(Sarif, AFindingThatMovesStaysTheSame) {
  StepVerdict moved = finding();
  moved.place.line = 99;

  EXPECT_EQ(results_of(run_of(finding()))[0]["partialFingerprints"],
            results_of(run_of(moved))[0]["partialFingerprints"]);
}

TEST(Sarif, WhatCouldNotBeToldIsOpenAndNoFailure) {
  StepVerdict open = finding();
  open.outcome = StepOutcome::not_shown;

  const json result = results_of(run_of(open))[0];
  EXPECT_EQ(result["kind"], "open");
  EXPECT_EQ(result["level"], "none");
}

TEST(Sarif, ABrokenStandIsNoResult) {
  RunVerdict run;
  run.scenarios.push_back({.name = "stand", .file = "a.yaml", .outcome = Outcome::errored, .reason = "no daemon"});

  const json document = json::parse(report_of(run))["runs"][0];
  EXPECT_TRUE(document["results"].empty());
  EXPECT_EQ(document["invocations"][0]["executionSuccessful"], false);
}

TEST(Sarif, ARunWithoutAnythingToComplainOfHasNoResults) {
  EXPECT_TRUE(results_of(passed_run()).empty());
}

}  // namespace
}  // namespace roadworthy
