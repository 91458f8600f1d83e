#include "reports/json/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/testing/golden.h"
#include "reports/testing/sample_run.h"

namespace roadworthy {
namespace {

TEST(Json, HoldsTheWholeRun) {
  EXPECT_TRUE(matches_golden(render_json(sample_run()), "json/golden/run.json"));
}

}  // namespace
}  // namespace roadworthy
