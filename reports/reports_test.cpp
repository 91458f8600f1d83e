#include "reports/reports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reports/testing/sample_run.h"

namespace roadworthy {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string text_of(const ReportFormat& format, const RunVerdict& run) {
  return whole_text([&](const TextSink& out) { format.write(run, out); });
}

TEST(Reports, FindsAFormatByItsName) {
  ASSERT_NE(find_report_format("junit"), nullptr);
  EXPECT_EQ(find_report_format("junit")->name, "junit");
  EXPECT_EQ(find_report_format("papyrus"), nullptr);
}

TEST(Reports, NamesTheRunInEveryFormat) {
  for (const ReportFormat& format : report_formats()) {
    EXPECT_THAT(text_of(format, sample_run()),
                AllOf(HasSubstr("7f3a9c21"), HasSubstr("sha256:9f86d081884c7d65"), HasSubstr("namespaces"),
                      HasSubstr("6.1.0-18-amd64"), HasSubstr("STATUS-USER")))
        << format.name;
  }
}

TEST(Reports, NeverPassesOnAnEscapeSequence) {
  for (const ReportFormat& format : report_formats()) {
    EXPECT_THAT(text_of(format, sample_run()), Not(HasSubstr("\x1b"))) << format.name;
  }
}

/// Every string of the run is bytes that are no UTF-8 and no text.
TEST(Reports, AreUtf8WhateverASubjectSays) {
  const std::string bytes("\xff\0\x1b[2J\xed\xa0\x80", 9);
  RunVerdict run = sample_run();
  run.run_id = run.kernel = bytes;
  run.subjects = {{bytes, bytes}};
  run.required_not_shown = {bytes};
  run.items = {{bytes, ItemVerdict::fails}};
  for (ScenarioVerdict& scenario : run.scenarios.in_memory()) {
    scenario.name = scenario.file = scenario.reason = scenario.remedy = scenario.rerun = bytes;
    scenario.labels = scenario.left_behind = {bytes};
    scenario.items = {{bytes, ItemVerdict::fails}};
    for (StepVerdict& step : scenario.steps) {
      step.text = step.reason = step.place.file = step.place.excerpt = bytes;
      step.item = bytes;
      step.mismatches = {{bytes, bytes}};
      step.evidence = {.looks = 1,
                       .changes = {{.seen = bytes}},
                       .body = bytes,
                       .figures = {{bytes, bytes}},
                       .container_states = {{bytes, bytes}},
                       .log_tails = {{bytes, {bytes}}}};
    }
  }

  for (const ReportFormat& format : report_formats()) {
    const std::string text = text_of(format, run);
    EXPECT_NO_THROW((void)nlohmann::json(text).dump()) << format.name << " is no UTF-8";
    EXPECT_EQ(text.find('\0'), std::string::npos) << format.name;
    EXPECT_EQ(text.find('\x1b'), std::string::npos) << format.name;
  }
}

TEST(Reports, HaveSomethingToSayOfARunThatDidNotStart) {
  for (const ReportFormat& format : report_formats()) {
    EXPECT_FALSE(text_of(format, {}).empty()) << format.name;
  }
}

}  // namespace
}  // namespace roadworthy
