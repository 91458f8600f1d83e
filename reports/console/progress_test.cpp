#include "reports/console/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/common/visible.h"

namespace roadworthy {
namespace {

using namespace std::chrono_literals;

constexpr ProgressPosition kThird{.number = 3, .of = 12};

TEST(Progress, SaysWhichScenarioStarted) {
  EXPECT_EQ(progress_started(kThird, "Health follows Logstash", {}),
            "[ 3/12] started                       Health follows Logstash\n");
}

TEST(Progress, SaysWhatAStepCameTo) {
  EXPECT_EQ(progress_step(kThird, {.text = "kill: logstash", .outcome = StepOutcome::passed, .took = 1403ms}, {}),
            "[ 3/12] step         1.403s passed    kill: logstash\n");
  EXPECT_EQ(
      progress_step(kThird, {.text = "now: a check", .outcome = StepOutcome::failed, .reason = "it did not hold"}, {}),
      "[ 3/12] step         0.000s FAILED    now: a check: it did not hold\n");
}

TEST(Progress, SaysWhatAScenarioCameTo) {
  EXPECT_EQ(progress_finished(kThird,
                              {.name = "Health", .outcome = Outcome::errored, .reason = "no daemon", .wall = 61s}, {}),
            "[ 3/12] finished    61.000s ERRORED   Health: no daemon\n");
}

TEST(Progress, ColoursTheWordAlone) {
  EXPECT_EQ(progress_finished({}, {.name = "Health", .outcome = Outcome::passed}, {.colour = true}),
            "[1/1] finished     0.000s \x1b[32mpassed   \x1b[0m Health\n");
}

TEST(Progress, IsOneLineThatFits) {
  const std::string line = progress_step(
      kThird, {.text = "seen \x1b[2J\n" + std::string(500, 'x'), .outcome = StepOutcome::passed}, {.width = 80});

  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
  EXPECT_LE(report::columns(line), 81U);
}

}  // namespace
}  // namespace roadworthy
