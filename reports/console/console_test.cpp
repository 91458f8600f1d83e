#include "reports/console/console.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/testing/golden.h"
#include "reports/testing/sample_run.h"

namespace roadworthy {
namespace {

TEST(Console, TellsEverythingOfARun) {
  EXPECT_TRUE(matches_golden(render_console(sample_run(), {.colour = false, .width = 120}), "console/golden/run.txt"));
}

TEST(Console, ColoursOnlyWhenToldTo) {
  EXPECT_TRUE(matches_golden(render_console(sample_run(), {.colour = true, .width = 80}), "console/golden/colour.txt"));
}

TEST(Console, IsShortWhenEverythingHolds) {
  EXPECT_TRUE(matches_golden(render_console(passed_run(), {}), "console/golden/passed.txt"));
}

}  // namespace
}  // namespace roadworthy
