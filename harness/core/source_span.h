#pragma once

#include <cstdint>
#include <memory>
#include <string>

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

/// `file:line:col`, the form that editors and terminals turn into a link.
[[nodiscard]] std::string describe(const SourceSpan& span);

/// The line that the span begins in, and under it a caret with `~` to the span's end; empty if there is no text.
/// Long lines are cut to a window around the column. Control characters are shown as `?`.
[[nodiscard]] std::string excerpt(const SourceSpan& span);

}  // namespace roadworthy
