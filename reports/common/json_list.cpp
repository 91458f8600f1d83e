#include "reports/common/json_list.h"

#include <string>

#include "core/verdict.h"

namespace roadworthy::report {
namespace {

constexpr int kIndent = 2;

/// Levels of the document above the value at `place`.
std::size_t depth_of(nlohmann::json::json_pointer place) {
  std::size_t depth = 0;
  for (; !place.empty(); place.pop_back()) {
    ++depth;
  }
  return depth;
}

/// The document's text before and behind the value at `place`.
std::pair<std::string, std::string> text_around(nlohmann::json& document, const nlohmann::json::json_pointer& place) {
  for (std::string mark = "the list stands here";; mark += '.') {
    document[place] = mark;
    const std::string text = dump(document, kIndent);
    const std::string quoted = '"' + mark + '"';
    const std::size_t at = text.find(quoted);
    if (text.find(quoted, at + 1) == std::string::npos) {  // Else somebody else says the same.
      return {text.substr(0, at), text.substr(at + quoted.size())};
    }
  }
}

std::string indented(const std::string& text, const std::string& indentation) {
  std::string result = indentation;
  for (const char letter : text) {
    result += letter;
    if (letter == '\n') {
      result += indentation;
    }
  }
  return result;
}

}  // namespace

void write_with_list(nlohmann::json document, const nlohmann::json::json_pointer& place, const TextSink& out,
                     const std::function<void(const AddElement& add)>& fill) {
  const auto [before, behind] = text_around(document, place);
  const std::size_t depth = depth_of(place);
  const std::string indentation((depth + 1) * kIndent, ' ');
  out(before + '[');
  bool empty = true;
  fill([&](const nlohmann::json& element) {
    out((empty ? "\n" : ",\n") + indented(dump(element, kIndent), indentation));
    empty = false;
  });
  out((empty ? "" : '\n' + std::string(depth * kIndent, ' ')) + ']' + behind + '\n');
}

}  // namespace roadworthy::report
