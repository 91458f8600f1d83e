#include "reports/console/console.h"

#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/common/visible.h"
#include "reports/testing/golden.h"
#include "reports/testing/sample_run.h"

namespace roadworthy {
namespace {

std::string console_text(const RunVerdict& run, const ConsoleStyle& style) {
  return whole_text([&](const TextSink& out) { write_console(run, style, out); });
}

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(line);
  }
  return lines;
}

StepVerdict& failed_step(RunVerdict& run) {
  return run.scenarios.in_memory()[1].steps[3];
}

TEST(Console, TellsEverythingOfARun) {
  EXPECT_TRUE(matches_golden(console_text(sample_run(), {.colour = false, .width = 120}), "console/golden/run.txt"));
}

TEST(Console, ColoursOnlyWhenToldTo) {
  EXPECT_TRUE(matches_golden(console_text(sample_run(), {.colour = true, .width = 80}), "console/golden/colour.txt"));
}

TEST(Console, IsShortWhenEverythingHolds) {
  EXPECT_TRUE(matches_golden(console_text(passed_run(), {}), "console/golden/passed.txt"));
}

TEST(Console, GivesTheCommandThatRunsAFailureAgainOnOneLine) {
  RunVerdict run = sample_run();
  run.scenarios.in_memory()[1].rerun = "roadworthy run x.yaml --variable long=" + std::string(300, 'v');

  EXPECT_THAT(console_text(run, {.width = 60}), HasSubstr("  again      " + run.scenarios.in_memory()[1].rerun + "\n"));
}

TEST(Console, SaysThatABrokenStandIsNoVerdict) {
  EXPECT_THAT(console_text(sample_run(), {}),
              AllOf(HasSubstr("=== ERRORED: A changed key reaches the application\n"
                              "The stand or its environment broke. This says nothing about the deployment.\n"),
                    HasSubstr("  remedy     run `roadworthy doctor`")));
}

TEST(Console, ListsEveryChangeThatWasSeen) {
  RunVerdict run = sample_run();
  failed_step(run).evidence.changes.clear();
  for (int number = 0; number < 50; ++number) {
    failed_step(run).evidence.changes.push_back({.seen = "answer number " + std::to_string(number)});
  }

  const std::string text = console_text(run, {});

  EXPECT_THAT(text, AllOf(HasSubstr("50 states seen"), HasSubstr("answer number 0\n"), HasSubstr("answer number 31\n"),
                          HasSubstr("answer number 49\n")));
}

TEST(Console, KeepsTheNewestLinesOfALog) {
  RunVerdict run = sample_run();
  std::vector<std::string> log;
  for (int number = 1; number <= 50; ++number) {
    log.push_back("line " + std::to_string(number));
  }
  failed_step(run).evidence.log_tails = {{"status", log}};

  EXPECT_THAT(console_text(run, {}), AllOf(HasSubstr("of status, last 20 lines"), HasSubstr("| line 31\n"),
                                           HasSubstr("| line 50\n"), Not(HasSubstr("| line 30\n"))));
}

/// Commands and places are there to be copied, so they alone may be longer.
TEST(Console, KeepsToItsWidth) {
  const RunVerdict run = sample_run();
  for (const std::string& line : lines_of(console_text(run, {.width = 80}))) {
    if (line.find(".yaml") == std::string::npos) {
      EXPECT_LE(report::columns(line), 80U) << line;
    }
  }
}

TEST(Console, SendsNoControlCharacterToATerminal) {
  EXPECT_TRUE(std::ranges::all_of(console_text(sample_run(), {}), [](char byte) {
    return byte == '\n' || (static_cast<unsigned char>(byte) >= 0x20 && byte != 0x7f);
  }));
}

TEST(Console, LetsNoSubjectGiveCommandsToACiSystem) {
  RunVerdict run = sample_run();
  failed_step(run).mismatches = {{"a word", std::string(100, 'x') + " ::add-mask::a"}};
  failed_step(run).evidence.log_tails = {{"status", {"::error::a", "##[error]b"}}};
  failed_step(run).reason = "::error::c";
  run.scenarios.in_memory()[3].reason = "::stop-commands::d";

  for (const int width : {60, 113, 114, 120}) {
    const std::string text = console_text(run, {.width = width});
    EXPECT_THAT(text, Not(HasSubstr("##[")));
    for (const std::string& line : lines_of(text)) {
      EXPECT_THAT(line.substr(std::min(line.find_first_not_of(' '), line.size())), Not(StartsWith("::")));
    }
  }
}

TEST(Console, SaysWhenTheRunWasCutShort) {
  RunVerdict run = passed_run();
  run.interrupted = true;
  run.exit_code = 130;

  EXPECT_THAT(console_text(run, {}), AllOf(HasSubstr("The run was interrupted"),
                                           HasSubstr("INTERRUPTED: by SIGINT, after tear-down (exit code 130")));
}

TEST(Console, LeavesPlannedItemsOutOfTheTable) {
  EXPECT_THAT(console_text(sample_run(), {}), AllOf(Not(HasSubstr("STATUS-ROLLOUT")), HasSubstr("1 planned")));
}

TEST(Console, ReportsAnActionThatFailed) {
  RunVerdict run = passed_run();
  run.scenarios.in_memory()[0].outcome = Outcome::failed;
  run.scenarios.in_memory()[0].steps[0].outcome = StepOutcome::failed;
  run.scenarios.in_memory()[0].steps[0].reason = "status exited with 1 before it listened";

  EXPECT_THAT(console_text(run, {}), HasSubstr("scenarios/status/health.yaml:18:5: start: [logstash, status]\n"
                                               "  reason     status exited with 1 before it listened\n"));
}

}  // namespace
}  // namespace roadworthy
