#include "runtime/parts/log_buffer.h"

#include <gtest/gtest.h>

namespace roadworthy {
namespace {

struct Line {
  std::string text;
  bool cut;
  bool operator==(const Line&) const = default;
};

std::vector<Line> lines_of(std::initializer_list<std::string_view> pieces, std::size_t longest = 8) {
  std::vector<Line> lines;
  const auto take = [&](std::string text, bool cut) { lines.push_back({std::move(text), cut}); };
  LineCutter cutter(longest);
  for (const std::string_view piece : pieces) {
    cutter.append(piece, take);
  }
  cutter.finish(take);
  return lines;
}

TEST(LineCutter, PutsLinesTogetherFromPieces) {
  EXPECT_EQ(lines_of({"o", "ne\ntw", "o\n\nthree"}),
            (std::vector<Line>{{"one", false}, {"two", false}, {"", false}, {"three", false}}));
}

TEST(LineCutter, DropsTheRestOfALineThatIsTooLong) {
  EXPECT_EQ(lines_of({"12345678", "9\n1234", "5678\n123456789"}),
            (std::vector<Line>{{"12345678", true}, {"12345678", false}, {"12345678", true}}));
}

TEST(LineCutter, KeepsBytesThatAreNoText) {
  EXPECT_EQ(lines_of({"a\xff\n"}), (std::vector<Line>{{"a\xff", false}}));
  EXPECT_EQ(lines_of({std::string_view("a\0b\n", 4)}), (std::vector<Line>{{std::string("a\0b", 3), false}}));
}

TEST(LogBuffer, KeepsTheNewestLinesAndCountsAll) {
  LogBuffer log;
  for (std::size_t number = 0; number < LogBuffer::kMostLines + 5; ++number) {
    log.add("x", false);
  }
  const LogTail tail = log.tail(1'000'000);
  EXPECT_EQ(tail.lines.size(), LogBuffer::kMostLines);
  EXPECT_EQ(tail.lines.front().number, 6U);
  EXPECT_EQ(tail.total_lines, LogBuffer::kMostLines + 5);
  EXPECT_EQ(log.tail(2).lines.front().number, LogBuffer::kMostLines + 4);
}

TEST(LogBuffer, KeepsNoMoreThanItsBytes) {
  LogBuffer log;
  for (int number = 0; number < 100; ++number) {
    log.add(std::string(LogBuffer::kLongestLine, 'x'), false);
  }
  EXPECT_EQ(log.tail(100).lines.size(), LogBuffer::kMostBytes / LogBuffer::kLongestLine);
  EXPECT_EQ(log.tail(100).lines.back().number, 100U);
}

}  // namespace
}  // namespace roadworthy
