#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace roadworthy {

/// A file as it was read, kept whole so that an error can show the line it speaks of.
struct SourceFile {
  std::string path;  ///< As the user named it.
  std::string text;  ///< UTF-8.
};

/// A place in a file that a person edits. Lines and columns count from 1; a column is a Unicode code point.
/// The end is exclusive.
struct SourceSpan {
  std::shared_ptr<const SourceFile> file;
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  std::uint32_t end_line = 1;
  std::uint32_t end_column = 1;
  std::string pointer;  ///< JSON Pointer (RFC 6901) of the value within its document; empty for the root.
};

/// `file:line:col`, the form that editors and terminals turn into a link; empty for a span without a file.
[[nodiscard]] std::string describe(const SourceSpan& span);

/// The line that the span begins in, and under it a caret with `~` to the span's end; empty if there is no text.
/// Long lines are cut to a window around the column, marked with `...`. Tabs are shown as one space each, what
/// `printable` replaces as `?`. No line feed at the end.
[[nodiscard]] std::string excerpt(const SourceSpan& span);

/// The text with a `?` for every control character (line feeds and tabs too), every character that changes the
/// direction of writing, and every byte that is not UTF-8: safe to print on a terminal and in one line.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace roadworthy
