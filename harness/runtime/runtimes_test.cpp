#include "runtime/runtimes.h"

#include <gtest/gtest.h>

namespace roadworthy {
namespace {

TEST(Runtimes, TheDefaultNeedsNothingInstalled) {
  EXPECT_EQ(runtimes().front().name, "process");
}

TEST(Runtimes, AreFoundByName) {
  ASSERT_NE(find_runtime("process"), nullptr);
  EXPECT_EQ(find_runtime("virtualbox"), nullptr);
}

TEST(Runtimes, EachSaysWhatItGivesHere) {
  for (const RuntimeKind& kind : runtimes()) {
    EXPECT_FALSE(kind.examine().found.empty()) << kind.name;
    EXPECT_FALSE(kind.summary.empty()) << kind.name;
  }
}

}  // namespace
}  // namespace roadworthy
