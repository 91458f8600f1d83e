#include "core/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace roadworthy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(SplitWords, FollowsPosixQuoting) {
  EXPECT_THAT(split_words("node  server.js --name 'a b' \"c \\\"d\\\" $e\" f\\ g ''").value(),
              ElementsAre("node", "server.js", "--name", "a b", "c \"d\" $e", "f g", ""));
}

TEST(SplitWords, KeepsBackslashesInsideSingleQuotes) {
  EXPECT_THAT(split_words(R"('a\b' "a\b")").value(), ElementsAre("a\\b", "a\\b"));
}

TEST(SplitWords, RefusesWhatOnlyAShellUnderstands) {
  EXPECT_THAT(split_words("a && b").error().message, HasSubstr("`&` needs a shell"));
  EXPECT_THAT(split_words("a > b").error().message, HasSubstr("`>` needs a shell"));
  EXPECT_THAT(split_words("echo '").error().message, HasSubstr("a quote is not closed"));
  EXPECT_FALSE(split_words("  ").has_value());
}

TEST(QuoteWords, IsUndoneBySplitting) {
  const std::vector<std::string> words{"plain", "two words", "it's", "", "a\\b", "$x|y"};
  EXPECT_EQ(split_words(quote_words(words)).value(), words);
}

}  // namespace
}  // namespace roadworthy
