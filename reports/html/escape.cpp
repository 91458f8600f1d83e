#include "reports/html/escape.h"

#include "reports/common/visible.h"

namespace roadworthy::report {
namespace {

std::string without_marks(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace

std::string escape(std::string_view text) {
  return without_marks(visible(text));
}

std::string escape_lines(const std::vector<std::string>& lines) {
  std::string escaped;
  for (const std::string& line : lines) {
    escaped += escape(line) + "\n";
  }
  return escaped;
}

}  // namespace roadworthy::report
