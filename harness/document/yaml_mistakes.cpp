#include "document/yaml_mistakes.h"

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
                "put a text with `: ` in quotes; or this line is indented further than its neighbours"},
    Explanation{"illegal map key", "no key can begin here", "check the indentation of this line and the one before"},
    Explanation{"illegal block entry", "no list can begin here",
                "put `- ` on a line of its own, indented with spaces, not tabs"},
    Explanation{"end of map not found", "this does not belong to the mapping before it",
                "indent a key like its neighbours; put nothing behind the end of a quoted text"},
    Explanation{"end of sequence not found", "this does not belong to the list before it",
                "indent it like its neighbours; begin every item with `- `"},
    Explanation{"end of map flow not found", "a `{` is not closed before this",
                "write `, ` between two keys and `}` at the end"},
    Explanation{"end of sequence flow not found", "a `[` is not closed before this",
                "write `, ` between two items and `]` at the end"},
    Explanation{"illegal flow end", "this closes a bracket that is not open", {}},
    Explanation{"unknown token", "no value can begin with this character", "put the text in quotes"},
    Explanation{"illegal EOF in scalar", "a quoted text is not closed before the file ends", "close it with its quote"},
    Explanation{"illegal document indicator in scalar", "a quoted text is not closed before this",
                "close it with its quote"},
    Explanation{"unknown escape character", "this is no escape that YAML knows",
                "write `\\\\` for a backslash, or use single quotes"},
    Explanation{"bad character found while scanning hex number", "an escape lacks hexadecimal digits here",
                "`\\x` takes two of them, `\\u` four, `\\U` eight"},
    Explanation{"illegal tab when looking for indentation", "a tab cannot indent", "indent with spaces"},
    Explanation{"the referenced anchor is not defined", "no anchor of this name stands before its alias",
                "put the text in quotes if it should begin with `*`"},
    Explanation{"cannot assign multiple", "a value can have one anchor and one tag only", {}},
    Explanation{"aliases can't have any content", "an alias stands by itself", {}},
    Explanation{"YAML major version too large", "this is a version of YAML other than 1", {}},
};

}  // namespace

Error explain_yaml_mistake(const SourceText& source, std::size_t offset, std::string_view message) {
  for (const Explanation& explanation : kExplanations) {
    if (message.starts_with(explanation.begins)) {
      return source.error(offset, offset + 1, std::string(explanation.message), std::string(explanation.remedy));
    }
  }
  return source.error(offset, offset + 1, fmt::format("this is not valid YAML: {}", message));
}

}  // namespace roadworthy
