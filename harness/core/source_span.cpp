#include "core/source_span.h"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

#include "core/utf8.h"

namespace roadworthy {
namespace {

/// Code points shown on either side of a long line's column.
constexpr std::size_t kBefore = 60;
constexpr std::size_t kAfter = 60;

/// Whether a terminal would act on the character instead of showing it.
bool is_control(std::string_view sequence) {
  const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(sequence[index]); };
  switch (sequence.size()) {
    case 1:
      return byte(0) < 0x20 || byte(0) == 0x7F;
    case 2:
      return byte(0) == 0xC2 && byte(1) < 0xA0;  // U+0080 to U+009F
    case 3:
      // Line and paragraph separators and what changes the direction of writing: U+200E, U+200F, U+2028 to U+202E,
      // U+2066 to U+2069; and the byte order mark.
      return (byte(0) == 0xE2 && byte(1) == 0x80 && (byte(2) == 0x8E || byte(2) == 0x8F)) ||
             (byte(0) == 0xE2 && byte(1) == 0x80 && byte(2) >= 0xA8 && byte(2) <= 0xAE) ||
             (byte(0) == 0xE2 && byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9) ||
             (byte(0) == 0xEF && byte(1) == 0xBB && byte(2) == 0xBF);
    default:
      return false;
  }
}

/// Calls `each` with the printable form of every code point, until it returns false.
template <typename Each>
void for_each_printable(std::string_view text, Each each) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const std::string_view sequence = text.substr(0, std::max<std::size_t>(length, 1));
    const bool shown = length != 0 && !is_control(sequence);
    if (!each(shown ? sequence : std::string_view(sequence == "\t" ? "\t" : "?"))) {
      return;
    }
    text.remove_prefix(sequence.size());
  }
}

/// The line of that number, without its end; nothing behind the last line.
std::string_view line_of(std::string_view text, std::uint32_t number) {
  for (; number > 1; --number) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) {
      return {};
    }
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) {
    text.remove_suffix(1);
  }
  return text;
}

}  // namespace

std::string describe(const SourceSpan& span) {
  if (!span.file) {
    return {};
  }
  return fmt::format("{}:{}:{}", printable(span.file->path), span.line, span.column);
}

std::string excerpt(const SourceSpan& span) {
  if (!span.file || span.line == 0 || span.column == 0) {
    return {};
  }
  const std::size_t caret = span.column - 1;
  const std::size_t first = caret > kBefore ? caret - kBefore : 0;
  std::string shown;
  std::size_t count = 0;
  bool cut = false;
  for_each_printable(line_of(span.file->text, span.line), [&](std::string_view character) {
    if (count >= first + kBefore + kAfter) {
      cut = true;
      return false;
    }
    if (count >= first) {
      shown += character == "\t" ? " " : character;
    }
    ++count;
    return true;
  });
  if (shown.empty()) {
    return {};
  }
  // `count` is now the column behind the last character shown.
  const std::size_t wanted_end = span.end_line > span.line ? count : std::max<std::size_t>(span.end_column, 1) - 1;
  const std::size_t end = std::clamp(wanted_end, caret + 1, std::max(caret + 1, count));
  const std::string_view before = first > 0 ? "..." : "";
  return fmt::format("{}{}{}\n{}^{}", before, shown, cut ? "..." : "", std::string(before.size() + caret - first, ' '),
                     std::string(end - caret - 1, '~'));
}

std::string printable(std::string_view text) {
  std::string result;
  for_each_printable(text, [&](std::string_view character) {
    result += character == "\t" ? "?" : character;
    return true;
  });
  return result;
}

}  // namespace roadworthy
