#include "definition/environment_file.h"

#include <gtest/gtest.h>

#include "definition/test_support.h"

namespace roadworthy {
namespace {

Result<std::vector<NamedText>> parse_variables(std::string text) {
  return parse_environment_file(std::make_shared<const SourceFile>(SourceFile{.path = ".env", .text = std::move(text)}),
                                {{"OUT", "side"}});
}

TEST(EnvironmentFile, ReadsEveryForm) {
  const auto entries = parse_variables(
      "# comment\n\nexport A=1 # why\nB='$A x'\nC=\"two\\nlines ${A}\"\nD = spaced \nE\nF=${OUT}#no comment\n");

  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 6U);
  EXPECT_TRUE((*entries)[0].value.is("1"));
  EXPECT_TRUE((*entries)[1].value.is("$A x"));
  EXPECT_TRUE((*entries)[2].value.is("two\nlines 1"));
  EXPECT_TRUE((*entries)[3].value.is("spaced"));
  EXPECT_TRUE((*entries)[4].value.is_absent());
  EXPECT_TRUE((*entries)[5].value.is("side#no comment"));
  EXPECT_EQ(place((*entries)[1].value.where), "4:3");
}

TEST(EnvironmentFile, SaysWhereALineIsNoEntry) {
  const auto entries = parse_variables("A=1\nB c\n");

  ASSERT_FALSE(entries);
  EXPECT_EQ(entries.error().message, "`B` is followed by neither `=` nor a value");
  EXPECT_EQ(place(*entries.error().where), "2:1");
}

TEST(EnvironmentFile, SaysThatAQuoteIsNotClosed) {
  EXPECT_EQ(parse_variables("A='open\n").error().message, "the quote of `A` is not closed");
}

}  // namespace
}  // namespace roadworthy
