#include "policy/naming.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace roadworthy {
namespace {

constexpr std::array<std::string_view, 4> kWords{"namespace", "family", "service", "container"};

}  // namespace

Result<void> check_template(std::string_view text) {
  std::size_t at = 0;
  while ((at = text.find_first_of("{}", at)) != std::string_view::npos) {
    const std::size_t end = text.find('}', at);
    if (text[at] == '}' || end == std::string_view::npos) {
      return fail(ErrorKind::usage, fmt::format("`{}` has a brace without its other half", text),
                  "write words as {namespace}");
    }
    const std::string_view word = text.substr(at + 1, end - at - 1);
    if (std::ranges::find(kWords, word) == kWords.end()) {
      return fail(ErrorKind::usage, fmt::format("`{{{}}}` is no word of a naming template", word),
                  "the words are {namespace}, {family}, {service} and {container}");
    }
    at = end + 1;
  }
  return {};
}

std::string fill_template(std::string_view text, const std::map<std::string, std::string>& words) {
  std::string filled;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    filled += text.substr(0, open);
    if (open == std::string_view::npos) {
      break;
    }
    const std::size_t close = text.find('}', open);
    if (close == std::string_view::npos) {
      return filled.append(text.substr(open));
    }
    const auto found = words.find(std::string(text.substr(open + 1, close - open - 1)));
    filled += found == words.end() ? text.substr(open, close + 1 - open) : std::string_view(found->second);
    text.remove_prefix(close + 1);
  }
  return filled;
}

std::optional<std::string> solve_template(std::string_view text, std::string_view word,
                                          const std::map<std::string, std::string>& others, std::string_view name) {
  const std::string filled = fill_template(text, others);
  const std::string hole = fmt::format("{{{}}}", word);
  const std::size_t at = filled.find(hole);
  if (at == std::string::npos) {
    return std::nullopt;
  }
  const std::string_view before = std::string_view(filled).substr(0, at);
  const std::string_view behind = std::string_view(filled).substr(at + hole.size());
  if (name.size() <= before.size() + behind.size() || !name.starts_with(before) || !name.ends_with(behind)) {
    return std::nullopt;
  }
  return std::string(name.substr(before.size(), name.size() - before.size() - behind.size()));
}

}  // namespace roadworthy
