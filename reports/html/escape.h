#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace roadworthy::report {

/// Whatever somebody wrote as text of an HTML element or of a quoted attribute: visible, and without meaning to HTML.
[[nodiscard]] std::string escape(std::string_view text);

/// The same over several lines.
[[nodiscard]] std::string escape_lines(const std::vector<std::string>& lines);

}  // namespace roadworthy::report
