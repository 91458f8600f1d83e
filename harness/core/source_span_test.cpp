#include "core/source_span.h"

#include <gtest/gtest.h>

namespace roadworthy {
namespace {

SourceSpan span_in(std::string text, std::uint32_t line, std::uint32_t column, std::uint32_t end_line,
                   std::uint32_t end_column) {
  return {.file = std::make_shared<const SourceFile>(SourceFile{.path = "health.yaml", .text = std::move(text)}),
          .line = line,
          .column = column,
          .end_line = end_line,
          .end_column = end_column,
          .pointer = {}};
}

TEST(SourceSpan, IsDescribedAsEditorsWantIt) {
  EXPECT_EQ(describe(span_in("a: 1\n", 1, 4, 1, 5)), "health.yaml:1:4");
}

TEST(SourceSpan, HasNoDescriptionWithoutAFile) {
  EXPECT_EQ(describe(SourceSpan{}), "");
}

TEST(Excerpt, ShowsTheLineWithACaretAndTheSpan) {
  EXPECT_EQ(excerpt(span_in("steps:\n  within: 45s\n", 2, 11, 2, 14)),
            "  within: 45s\n"
            "          ^~~");
}

TEST(Excerpt, ShowsOneCaretForAnEmptySpan) {
  EXPECT_EQ(excerpt(span_in("a:\n", 1, 3, 1, 3)),
            "a:\n"
            "  ^");
}

TEST(Excerpt, OfASpanOverSeveralLinesGoesToTheEndOfTheFirst) {
  EXPECT_EQ(excerpt(span_in("a: [1,\n  2]\n", 1, 4, 2, 5)),
            "a: [1,\n"
            "   ^~~");
}

TEST(Excerpt, CountsColumnsInCodePoints) {
  EXPECT_EQ(excerpt(span_in("grün: öl\n", 1, 7, 1, 9)),
            "grün: öl\n"
            "      ^~");
}

TEST(Excerpt, LeavesCarriageReturnsOut) {
  EXPECT_EQ(excerpt(span_in("a: 1\r\nb: 2\r\n", 2, 4, 2, 5)),
            "b: 2\n"
            "   ^");
}

TEST(Excerpt, ShowsTabsAsSpacesAndControlCharactersAsQuestionMarks) {
  // NOLINTNEXTLINE(misc-misleading-bidirectional): it is what must not reach a terminal.
  EXPECT_EQ(excerpt(span_in("\ta: \x1b[31m\u202e\xff", 1, 2, 1, 3)),
            " a: ?[31m??\n"
            " ^");
}

TEST(Excerpt, CutsALongLineAroundTheColumn) {
  const std::string line = std::string(5000, 'a') + "X" + std::string(5000, 'b');
  EXPECT_EQ(excerpt(span_in(line, 1, 5001, 1, 5002)),
            "..." + std::string(60, 'a') + "X" + std::string(59, 'b') + "...\n" + std::string(63, ' ') + "^");
}

TEST(Excerpt, IsEmptyWhereThereIsNoText) {
  EXPECT_EQ(excerpt(SourceSpan{}), "");
  EXPECT_EQ(excerpt(span_in("", 1, 1, 1, 1)), "");
  EXPECT_EQ(excerpt(span_in("a\n", 7, 1, 7, 2)), "");
}

TEST(Excerpt, OfASpanBehindTheLineStillHasACaret) {
  EXPECT_EQ(excerpt(span_in("ab", 1, 3, 1, 9)),
            "ab\n"
            "  ^");
}

TEST(Printable, KeepsTextAndReplacesWhatATerminalWouldActOn) {
  EXPECT_EQ(printable("grün 😀"), "grün 😀");
  EXPECT_EQ(printable("a\tb\nc\x7f\u0085"), "a?b?c??");
  EXPECT_EQ(printable("\xed\xa0\x80"), "???") << "a surrogate is not UTF-8";
}

}  // namespace
}  // namespace roadworthy
