#include <gmock/gmock.h>

#include "checks/test_check.h"

namespace roadworthy {
namespace {

using testing::HasSubstr;

TEST(LogCheck, HoldsOnceALineContainsTheText) {
  FakeStand stand;
  stand.print("status", "starting");
  stand.print("status", "listening on 3000");

  const auto seen = look_once("{log: status, contains: listening}", stand);

  EXPECT_TRUE(seen->holds);
  EXPECT_EQ(seen->sample, "found");
  EXPECT_EQ(seen->seen, "line 2: listening on 3000");
}

TEST(LogCheck, FailsWithTheLastLineWhenNothingMatches) {
  FakeStand stand;
  stand.print("status", "starting");
  stand.print("status", "polling\t\x1b[31mhttp://localhost:9600\xff");

  const auto seen = look_once("{log: status, contains: listening}", stand);

  EXPECT_FALSE(seen->holds);
  EXPECT_EQ(seen->seen, "no such line among the newest 2");
  EXPECT_EQ(describe_all(seen->mismatches),
            "a line of status that contains `listening`, seen polling??[31mhttp://localhost:9600?");
}

TEST(LogCheck, SaysThatNothingWasPrinted) {
  FakeStand stand;

  EXPECT_EQ(describe_all(look_once("{log: status, matches: \"^listening\"}", stand)->mismatches),
            "a line of status that matches /^listening/, seen no line at all");
}

TEST(LogCheck, MatchesARegularExpressionWithinALine) {
  FakeStand stand;
  stand.print("status", "listening on 3000");

  EXPECT_TRUE(look_once("{log: status, matches: \"on [0-9]+$\"}", stand)->holds);
  EXPECT_FALSE(look_once("{log: status, matches: \"^on\"}", stand)->holds);
}

TEST(LogCheck, LooksAtTheNewestLinesOnly) {
  FakeStand stand;
  stand.print("status", "listening");
  stand.print("status", "polling");

  EXPECT_TRUE(look_once("{log: status, contains: listening, newest: 2}", stand)->holds);
  EXPECT_FALSE(look_once("{log: status, contains: listening, newest: 1}", stand)->holds);
}

TEST(LogCheck, RefusesWhatCannotBe) {
  EXPECT_EQ(mistakes_of("{log: status}"), "a log check needs either `contains` or `matches`\n");
  EXPECT_EQ(mistakes_of("{log: status, contains: a, matches: b}"),
            "a log check needs either `contains` or `matches`\n");
  EXPECT_THAT(mistakes_of("{log: status, matches: \"(\"}"), HasSubstr("`(` is no regular expression: missing ): ("));
  EXPECT_EQ(mistakes_of("{log: status, contains: a, newest: 0}"),
            "0 lines cannot be looked at: from 1 to 10000 lines are kept\n");
}

}  // namespace
}  // namespace roadworthy
