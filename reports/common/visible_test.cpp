#include "reports/common/visible.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace roadworthy::report {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Visible, LeavesOrdinaryTextAlone) {
  EXPECT_EQ(visible("naïve \"quotes\" <tags> 日本 🚚 C:\\path"), "naïve \"quotes\" <tags> 日本 🚚 C:\\path");
}

TEST(Visible, ShowsWhatWouldMoveTheCursor) {
  EXPECT_EQ(visible("\x1b[2J\rover\bwritten\x07\x7f"), "\\x1b[2J\\x0dover\\x08written\\x07\\x7f");
}

TEST(Visible, ShowsLineBreaksAndTabsOfAValue) {
  EXPECT_EQ(visible("a\tb\nc"), "a\\tb\\nc");
}

TEST(Visible, ShowsBytesThatAreNoUtf8) {
  EXPECT_EQ(visible("caf\xe9"), "caf\\xe9");
  EXPECT_EQ(visible("\xff\xfe"), "\\xff\\xfe");
  EXPECT_EQ(visible("cut off \xe2\x82"), "cut off \\xe2\\x82");
  EXPECT_EQ(visible("overlong \xc0\xaf \xe0\x80\xaf"), "overlong \\xc0\\xaf \\xe0\\x80\\xaf");
  EXPECT_EQ(visible("surrogate \xed\xa0\x80"), "surrogate \\xed\\xa0\\x80");
  EXPECT_EQ(visible("too large \xf4\x90\x80\x80"), "too large \\xf4\\x90\\x80\\x80");
}

TEST(Visible, ShowsCharactersThatHideOrTurnText) {
  // NOLINTNEXTLINE(misc-misleading-bidirectional): what is to be shown
  EXPECT_EQ(visible("\u202eevil\u200b\u0085\ufeff"), "\\u{202e}evil\\u{200b}\\u{85}\\u{feff}");
  EXPECT_EQ(visible("\uffff"), "\\u{ffff}");
  EXPECT_EQ(visible("\U000e0041"), "\\u{e0041}");
}

TEST(Visible, BreaksUpWhatCiSystemsTakeForACommand) {
  EXPECT_EQ(visible("x ##[add-mask]a ##vso[task.complete]"), "x #\\x23[add-mask]a #\\x23vso[task.complete]");
  EXPECT_EQ(visible("###[group]"), "##\\x23[group]");
  EXPECT_EQ(visible("## heading"), "## heading");
}

TEST(VisibleLines, SplitsAtLineFeeds) {
  EXPECT_THAT(visible_lines("one\r\ntwo\n\nfour\n"), ElementsAre("one", "two", "", "four"));
  EXPECT_THAT(visible_lines(""), IsEmpty());
}

TEST(VisibleLines, IndentsWithTabs) {
  EXPECT_THAT(visible_lines("\tat Main\rx"), ElementsAre("    at Main\\x0dx"));
}

TEST(WithoutLineCommands, BreaksUpCommandsAtTheStartOfALine) {
  EXPECT_EQ(without_line_commands("::error::a\n   ::set-env name=A::b\n\u3000::warning::c\nstd::string\n::"),
            "\\x3a:error::a\n   \\x3a:set-env name=A::b\n\u3000\\x3a:warning::c\nstd::string\n\\x3a:");
}

TEST(Cut, KeepsWhatFits) {
  EXPECT_EQ(cut("exactly twenty chars", 20), "exactly twenty chars");
}

TEST(Cut, CountsWhatItLeavesOut) {
  const std::string text = cut(std::string(1000, 'a'), 30);

  EXPECT_EQ(text, "aaaaaaaaaaaaaaa... (985 more)");
  EXPECT_LE(columns(text), 30U);
}

TEST(Cut, NeverBreaksACharacter) {
  std::string text;
  for (int i = 0; i < 100; ++i) {
    text += "ü";
  }

  const std::string shorter = cut(text, 25);

  EXPECT_EQ(visible(shorter), shorter);
  EXPECT_LE(columns(shorter), 25U);
}

TEST(Wrap, BreaksAtSpaces) {
  EXPECT_THAT(wrap("the quick brown fox jumps over the lazy dog", 20),
              ElementsAre("the quick brown fox", "jumps over the lazy", "dog"));
}

TEST(Wrap, BreaksAWordThatIsTooLong) {
  const auto lines = wrap(std::string(45, 'x'), 20);

  EXPECT_THAT(lines, ElementsAre(SizeIs(20), SizeIs(20), SizeIs(5)));
}

TEST(Wrap, LosesNothingButTheSpaceThatItBreaksAt) {
  EXPECT_THAT(wrap("aaaaaaaaaaaaaaaaaaaa bbbb", 20), ElementsAre("aaaaaaaaaaaaaaaaaaaa", "bbbb"));
  EXPECT_THAT(wrap("", 20), ElementsAre(""));
}

TEST(Pad, CountsCharactersInsteadOfBytes) {
  EXPECT_EQ(pad("ü", 3), "ü  ");
  EXPECT_EQ(pad("long", 2), "long");
}

}  // namespace
}  // namespace roadworthy::report
