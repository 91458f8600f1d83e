#include "document/yaml_mistakes.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace roadworthy {
namespace {

struct Explanation {
  std::string_view begins;  ///< What yaml-cpp's message begins with.
  std::string_view message;
  std::string_view remedy;
};

constexpr std::array kExplanations{
    Explanation{"illegal map value", "a second `:` makes no sense here",
                "put a text with `: ` in quotes; or this line is indented too far, or the one before lacks its `:`"},
    Explanation{"illegal map key", "no key can begin here", "check the indentation of this line and the one before"},
    Explanation{"illegal block entry", "no list can begin here", "put `- ` on a line of its own"},
    Explanation{"end of map not found", "this does not belong to the mapping before it",
                "indent a key like its neighbours; put nothing behind the end of a quoted text"},
    Explanation{"end of sequence not found", "this does not belong to the list before it",
                "indent it like its neighbours; begin every item with `- `"},
    Explanation{"illegal flow end", "this closes a bracket that is not open", {}},
    Explanation{"illegal EOF in scalar", "a quoted text is not closed before the file ends", "close it with its quote"},
    Explanation{"illegal document indicator in scalar", "a quoted text is not closed before this",
                "close it with its quote"},
    Explanation{"unknown escape character", "this is no escape that YAML knows",
                "write `\\\\` for a backslash, or use single quotes"},
    Explanation{"bad character found while scanning hex number", "an escape lacks hexadecimal digits here",
                "`\\x` takes two of them, `\\u` four, `\\U` eight"},
    Explanation{"invalid unicode", "this escape stands for no character",
                "write the character itself; one behind U+FFFF takes `\\U` and eight digits, not two escapes"},
    Explanation{"illegal tab when looking for indentation", "a tab cannot indent", "indent with spaces"},
    Explanation{"the referenced anchor is not defined", "no anchor of this name stands before its alias",
                "put the text in quotes if it should begin with `*`"},
    Explanation{"cannot assign multiple", "a value can have one anchor and one tag only", {}},
    Explanation{"aliases can't have any content", "an alias stands by itself", {}},
    Explanation{"YAML major version too large", "this is a version of YAML other than 1", {}},
};

/// The spaces and tabs that the line of `offset` begins with.
std::string_view indentation(std::string_view text, std::size_t offset) {
  const std::size_t line_feed = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
  const std::size_t begin = line_feed == std::string_view::npos ? 0 : line_feed + 1;
  return text.substr(begin, text.find_first_not_of(" \t", begin) - begin);
}

}  // namespace

Error explain_yaml_mistake(const SourceText& source, std::size_t offset, std::string_view message,
                           std::optional<std::size_t> bracket) {
  offset = std::min(offset, source.text().size());
  const auto here = [&](std::string what, std::string_view remedy) {
    return source.error(offset, offset + 1, std::move(what), std::string(remedy));
  };
  if (indentation(source.text(), offset).find('\t') != std::string_view::npos) {
    return here("this line is indented with a tab, which YAML does not allow", "indent with spaces");
  }
  if (bracket && (message.starts_with("end of map flow") || message.starts_with("end of sequence flow"))) {
    const Error opened = source.error(*bracket, *bracket + 1, {});
    return here(
        fmt::format("the `{}` at {} is not closed before this", source.text()[*bracket], describe(*opened.where)),
        source.text().substr(0, offset).ends_with('$')
            ? "put `${...}` in quotes inside of brackets"
            : "write `, ` between two entries and the closing bracket behind the last");
  }
  if (message.starts_with("unknown token") && offset < source.text().size()) {
    return here(fmt::format("no value can begin with `{}`", source.text()[offset]), "put the text in quotes");
  }
  for (const Explanation& explanation : kExplanations) {
    if (message.starts_with(explanation.begins)) {
      return here(std::string(explanation.message), explanation.remedy);
    }
  }
  return here(fmt::format("this is not valid YAML: {}", message), {});
}

}  // namespace roadworthy
