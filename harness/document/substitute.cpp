#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "document/decoder.h"
#include "document/mistakes.h"
#include "document/parametrised.h"
#include "document/scalar.h"

namespace roadworthy {
namespace {

/// What variables may add to a document: a value is repeated wherever it is named.
constexpr std::size_t kMostAdded = 16u << 20;

bool is_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || character == '_' || character == '-' || character == '.';
  });
}

class Substitution {
 public:
  Substitution(const Document& document, const std::map<std::string, std::string>& variables, Errors& errors)
      : document_(document), variables_(variables), errors_(errors) {
    for (const auto& [name, value] : variables) {
      if (auto signature = parse_signature(name)) {
        names_.push_back(signature->name);
        parametrised_.emplace(signature->name, Parametrised{*signature, &value});
      } else {
        names_.push_back(name);
      }
    }
  }

  /// Trees are no deeper than their document's limit, so that this may be recursive.
  void apply(Node& node) {
    std::ranges::for_each(node.items, [this](Node& item) { apply(item); });
    bool renamed = false;
    for (Member& member : node.members) {
      const std::string before = member.key;
      replace(member.key, member.key_region);
      renamed = renamed || member.key != before;
      apply(member.value);
    }
    if (renamed) {
      note_duplicates(document_.file, node.members, errors_);
    }
    if (node.kind == NodeKind::string && replace(node.text, node.region)) {
      // The variable is all there is: what it holds counts as written in its place, without quotes.
      node.kind = node.text.empty() ? NodeKind::string : kind_of_plain(node.text);
      node.quoted = false;
      if (node.kind == NodeKind::null) {
        node.text.clear();
      }
    }
  }

 private:
  /// Replaces the variables of a text; whether it was one variable and nothing else.
  bool replace(std::string& text, const Region& place) {
    if (text.find("${") == std::string::npos) {
      return false;
    }
    std::string result;
    std::string_view rest = text;
    bool whole = false;
    while (!rest.empty()) {
      const std::size_t begin = std::min(rest.find("${"), rest.size());
      const bool escaped = begin > 0 && rest[begin - 1] == '$';
      result += rest.substr(0, begin);
      rest.remove_prefix(begin);
      if (rest.empty()) {
        break;
      }
      if (escaped) {
        result += '{';
        rest.remove_prefix(2);
        continue;
      }
      const std::size_t end = end_of_variable(rest);
      if (end == std::string_view::npos) {
        note(place, "`${` has no closing `}`", "write $${ for the characters themselves");
        return false;
      }
      const std::string_view name = rest.substr(2, end - 2);
      whole = end + 1 == text.size();
      rest.remove_prefix(end + 1);
      if (!(name.ends_with(')') ? append_call(result, name, place) : append_value(result, name, place))) {
        return false;
      }
    }
    text = std::move(result);
    return whole;
  }

  /// Where the `}` of a `${` at the beginning is: of a variable with parameters the one behind its `)`, those of its
  /// arguments passed over.
  static std::size_t end_of_variable(std::string_view text) {
    const std::size_t end = text.find('}');
    const std::size_t call = text.find('(');
    if (call == std::string_view::npos || call > end || !is_name(text.substr(2, call - 2))) {
      return end;
    }
    for (std::size_t at = call + 1; at < text.size(); ++at) {
      if (text.substr(at).starts_with(")}")) {
        return at + 1;
      }
      if (text.substr(at).starts_with("${")) {
        const std::size_t inner = end_of_variable(text.substr(at));
        if (inner == std::string_view::npos) {
          return inner;
        }
        at += inner;
      }
    }
    return std::string_view::npos;
  }

  /// `read_path(payments, production, a.b)`; arguments may name variables.
  bool append_call(std::string& result, std::string_view call, const Region& place) {
    const std::size_t open = call.find('(');
    const std::string_view name = call.substr(0, std::min(open, call.size()));
    const auto found = parametrised_.find(std::string(name));
    if (found == parametrised_.end() || open == std::string_view::npos) {
      const bool plain = variables_.contains(std::string(name));
      note(place,
           plain ? fmt::format("the variable `{}` takes no values", name)
                 : fmt::format("unknown variable `{}`{}", name, did_you_mean(name, names_)),
           plain ? "write its name alone" : "declare it under `variables`, its parameters behind its name");
      return false;
    }
    std::string arguments(call.substr(open + 1, call.size() - open - 2));
    const std::size_t before = errors_.size();
    replace(arguments, place);
    if (errors_.size() != before) {
      return false;
    }
    const auto& [signature, value] = found->second;
    const auto split = split_arguments(signature, arguments);
    const auto filled = split ? fill_in(signature, *split, *value) : std::unexpected(split.error());
    if (!filled) {
      note(place, filled.error().message, filled.error().remedy);
      return false;
    }
    return append(result, *filled, place);
  }

  bool append_value(std::string& result, std::string_view name, const Region& place) {
    if (!is_name(name)) {
      note(place, fmt::format("`{}` is not the name of a variable", name), "write $${ for the characters themselves");
      return false;
    }
    if (const auto call = parametrised_.find(std::string(name)); call != parametrised_.end()) {
      note(place, fmt::format("the variable `{}` takes values", name),
           fmt::format("write ${{{}({})}}", name, fmt::join(call->second.signature.parameters, ", ")));
      return false;
    }
    const auto variable = variables_.find(std::string(name));
    if (variable == variables_.end()) {
      note(place, fmt::format("unknown variable `{}`{}", name, did_you_mean(name, names_)),
           "give it a value under `variables`, in the profile or with --variable");
      return false;
    }
    return append(result, variable->second, place);
  }

  bool append(std::string& result, const std::string& value, const Region& place) {
    added_ += value.size();
    if (added_ > kMostAdded) {
      if (!too_much_) {
        note(place, fmt::format("variables up to here add more than {} MiB to the file", kMostAdded >> 20));
      }
      too_much_ = true;
      return false;
    }
    result += value;
    return true;
  }

  void note(const Region& place, std::string message, std::string remedy = {}) {
    note_mistake(errors_, make_mistake(document_.file, place, std::move(message), std::move(remedy)));
  }

  const Document& document_;
  const std::map<std::string, std::string>& variables_;
  Errors& errors_;
  struct Parametrised {
    Signature signature;
    const std::string* value;
  };
  std::map<std::string, Parametrised> parametrised_;
  std::vector<std::string> names_;
  std::size_t added_ = 0;
  bool too_much_ = false;
};

}  // namespace

Document substitute(const Document& document, const std::map<std::string, std::string>& variables, Errors& errors) {
  Document result = document;
  Substitution(document, variables, errors).apply(result.root);
  return result;
}

}  // namespace roadworthy
