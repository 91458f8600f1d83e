#include "reports/junit/junit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/testing/golden.h"
#include "reports/testing/sample_run.h"

namespace roadworthy {
namespace {

TEST(JUnit, TellsEverythingOfARun) {
  EXPECT_TRUE(matches_golden(render_junit(sample_run()), "junit/golden/run.xml"));
}

}  // namespace
}  // namespace roadworthy
