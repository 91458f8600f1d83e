#include "core/utf8.h"

#include <gtest/gtest.h>

namespace roadworthy {
namespace {

TEST(Utf8, KnowsTheLengthOfASequence) {
  EXPECT_EQ(utf8_length("a"), 1u);
  EXPECT_EQ(utf8_length("\u00fc"), 2u);
  EXPECT_EQ(utf8_length("\u20ac and more"), 3u);
  EXPECT_EQ(utf8_length("\U0010ffff"), 4u);
}

TEST(Utf8, FindsTheFirstByteThatIsNone) {
  EXPECT_EQ(find_invalid_utf8(""), std::string_view::npos);
  EXPECT_EQ(find_invalid_utf8("gr\u00fcn \U0001f600"), std::string_view::npos);
  EXPECT_EQ(find_invalid_utf8("ab\xff"), 2u);
  EXPECT_EQ(find_invalid_utf8("\x80"), 0u) << "a continuation";
  EXPECT_EQ(find_invalid_utf8("a\xc3"), 1u) << "cut off";
  EXPECT_EQ(find_invalid_utf8("\xe2\x82"), 0u) << "cut off";
  EXPECT_EQ(find_invalid_utf8("\xf0\x9f\x98z"), 0u) << "a continuation is missing";
  EXPECT_EQ(find_invalid_utf8("\xc0\xaf"), 0u) << "overlong";
  EXPECT_EQ(find_invalid_utf8("\xe0\x80\xaf"), 0u) << "overlong";
  EXPECT_EQ(find_invalid_utf8("\xf0\x80\x80\xaf"), 0u) << "overlong";
  EXPECT_EQ(find_invalid_utf8("\xed\xa0\x80"), 0u) << "a surrogate";
  EXPECT_EQ(find_invalid_utf8("\xf4\x90\x80\x80"), 0u) << "behind U+10FFFF";
}

}  // namespace
}  // namespace roadworthy
