#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace roadworthy::report {

/// Makes anything that a subject or a file said safe for a terminal, a CI system's log and XML 1.0: one line of valid
/// UTF-8. Control characters and invalid bytes become `\x1b`, a line feed `\n`, a tab `\t`; characters that are
/// invisible, change the direction of writing, or that XML forbids become `\u{202e}`; the marks `##[` and `##vso[`, by
/// which CI systems take commands out of a log, are broken up.
[[nodiscard]] std::string visible(std::string_view text);

/// The same for text of several lines (LF or CRLF); tabs become four spaces. A final line feed starts no line of its
/// own.
[[nodiscard]] std::vector<std::string> visible_lines(std::string_view text);

/// Takes visible text of several lines, and breaks up the `::` by which CI systems find a command at a line's start:
/// wrapping can bring it there.
[[nodiscard]] std::string without_line_commands(std::string text);

/// How many columns visible text takes: its code points.
[[nodiscard]] std::size_t columns(std::string_view visible_text);

/// Visible text in at most `limit` columns (at least 20); what is cut off is counted: `aaaa... (1203 more)`.
[[nodiscard]] std::string cut(std::string_view visible_text, std::size_t limit);

/// Visible text over lines of at most `limit` columns (at least 20), broken at spaces where there are any.
[[nodiscard]] std::vector<std::string> wrap(std::string_view visible_text, std::size_t limit);

/// `text` with spaces behind it up to `width` columns.
[[nodiscard]] std::string pad(std::string_view visible_text, std::size_t width);

}  // namespace roadworthy::report
