#include "definition/interpolation.h"

#include <gtest/gtest.h>

#include "definition/words.h"

namespace roadworthy {
namespace {

const Variables kVariables{{"A", "one"}, {"EMPTY", ""}};

std::string replaced(std::string_view text) {
  return interpolate(text, kVariables).text;
}

TEST(Interpolation, ReplacesEveryForm) {
  EXPECT_EQ(replaced("$A-${A}"), "one-one");
  EXPECT_EQ(replaced("${B:-two}${EMPTY:-two}${EMPTY-two}"), "twotwo");
  EXPECT_EQ(replaced("${A:+yes}${EMPTY:+yes}${EMPTY+no}${B+no}"), "yesno");
  EXPECT_EQ(replaced("${B:-${C:-deep}}"), "deep");
  EXPECT_EQ(replaced("$$A $${A}"), "$A ${A}");
}

TEST(Interpolation, SaysWhichVariablesHaveNoValue) {
  const Interpolated result = interpolate("$B ${EMPTY:?not empty}", kVariables);

  ASSERT_EQ(result.missing.size(), 2U);
  EXPECT_EQ(result.missing[0], "variable ${B} has no value");
  EXPECT_EQ(result.missing[1], "variable ${EMPTY} must be set: not empty");
}

TEST(Interpolation, SaysThatADollarSignIsNoVariable) {
  EXPECT_EQ(interpolate("cost 5$", {}).invalid, "`$` is no variable; a dollar sign is written `$$`");
  EXPECT_FALSE(interpolate("${A", {}).invalid.empty());
  EXPECT_FALSE(interpolate("${A!x}", {}).invalid.empty());
}

TEST(Interpolation, RefusesDefaultsThatAreTooDeep) {
  std::string text;
  for (int depth = 0; depth < 1000; ++depth) {
    text += "${X:-";
  }
  EXPECT_FALSE(interpolate(text + std::string(1000, '}'), {}).invalid.empty());
}

TEST(Words, FollowPosixQuoting) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(split_command("a  'b c' \"d \\\"e\" f\\ g ''"), (Words{"a", "b c", "d \"e", "f g", ""}));
  EXPECT_EQ(split_command("\"a\\b\" a\\\nb"), (Words{"a\\b", "ab"}));
  EXPECT_EQ(split_command("'open"), std::nullopt);
  EXPECT_EQ(split_command("  "), Words{});
}

}  // namespace
}  // namespace roadworthy
