#include "checks/matcher.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "checks/matcher_operators.h"
#include "document/json_value.h"

namespace roadworthy {

using nlohmann::json;

std::string Matcher::describe() const {
  std::string text;
  for (const Predicate& predicate : predicates) {
    text += text.empty() ? "" : " and ";
    text += predicate.expected;
  }
  return text;
}

std::optional<std::string> Matcher::mismatch(const json* value) const {
  std::string text;
  for (const Predicate& predicate : predicates) {
    if (!predicate.holds(value)) {
      text += text.empty() ? "" : " and ";
      text += predicate.expected;
    }
  }
  return text.empty() ? std::nullopt : std::optional(std::move(text));
}

std::string describe_value(const json* value) {
  if (value == nullptr) {
    return "nothing there";
  }
  constexpr std::size_t kLongest = 200;
  std::string text = value->dump(-1, ' ', false, json::error_handler_t::replace);
  if (text.size() > kLongest) {
    std::size_t end = kLongest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
      --end;  // Not inside a UTF-8 sequence.
    }
    text.resize(end);
    text += "...";
  }
  return text;
}

Matcher parse_matcher(const NodeView& node, Errors& errors) {
  Matcher matcher;
  if (!node.is(NodeKind::mapping)) {
    matcher.predicates.push_back(equals(to_json_value(node)));
    return matcher;
  }
  const auto members = node.members();
  if (members.empty()) {
    add_error(errors, node, "this matcher expects nothing", "name a value or an operator such as not_empty: true");
  }
  for (const auto& [name, argument] : members) {
    const MatcherOperator* found = find_operator(name);
    if (found == nullptr) {
      const auto names = operator_names();
      Error error{.kind = ErrorKind::invalid_file,
                  .message = fmt::format("unknown matcher `{}`{}", name, did_you_mean(name, names)),
                  .remedy = fmt::format("allowed are {}", fmt::join(names, ", ")),
                  .where = node.key_span(name)};
      errors.push_back(std::move(error));
      continue;
    }
    if (auto predicate = found->parse(argument, errors)) {
      matcher.predicates.push_back(std::move(*predicate));
    }
  }
  return matcher;
}

}  // namespace roadworthy
