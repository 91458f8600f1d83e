#include "definition/service_unit.h"

#include <algorithm>
#include <string_view>

namespace roadworthy {
namespace {

constexpr std::string_view kKey = "ExecStart=";

}  // namespace

std::vector<Script> service_commands(const Script& unit) {
  std::vector<Script> commands;
  const std::string_view text = unit.text.text;
  if (text.find("[Service]") == std::string_view::npos) {
    return commands;
  }
  for (std::size_t line = 0; line < text.size();) {
    std::size_t end = std::min(text.find('\n', line), text.size());
    if (text.substr(line).starts_with(kKey)) {
      while (end < text.size() && end > line && text[end - 1] == '\\') {
        end = std::min(text.find('\n', end + 1), text.size());
      }
      const std::size_t begin = std::min(text.find_first_not_of("@-:+!| \t", line + kKey.size()), end);
      commands.push_back(part_of(unit, begin, end));
    }
    line = end + 1;
  }
  return commands;
}

}  // namespace roadworthy
