#include "checks/matcher_operators.h"

#include <algorithm>
#include <array>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <re2/re2.h>

#include "checks/event_rates.h"
#include "checks/pattern.h"
#include "checks/plausible.h"
#include "checks/times.h"
#include "document/json_value.h"

namespace roadworthy {
namespace {

using nlohmann::json;
using Parsed = std::optional<Predicate>;

bool is_empty(const json* value) {
  if (value == nullptr || value->is_null()) {
    return true;
  }
  return value->is_string() ? value->get_ref<const std::string&>().empty() : value->is_structured() && value->empty();
}

/// Wraps "true means the statement, false its contrary".
template <typename Holds>
Parsed yes_or_no(const NodeView& argument, Errors& errors, std::string_view yes, std::string_view no, Holds holds) {
  bool wanted = true;
  if (!decode_value(argument, errors, wanted)) {
    return std::nullopt;
  }
  return Predicate{std::string(wanted ? yes : no),
                   [wanted, holds](const json* value) { return holds(value) == wanted; }};
}

Parsed parse_equals(const NodeView& argument, Errors&) {
  return equals(to_json_value(argument));
}

Parsed parse_not(const NodeView& argument, Errors& errors) {
  const Matcher inner = parse_matcher(argument, errors);
  return Predicate{fmt::format("not ({})", inner.describe()),
                   [inner](const json* value) { return inner.mismatch(value).has_value(); }};
}

Parsed parse_one_of(const NodeView& argument, Errors& errors) {
  if (!argument.is(NodeKind::sequence) || argument.items().empty()) {
    add_error(errors, argument, "`one_of` takes a list of values");
    return std::nullopt;
  }
  const json wanted = to_json_value(argument);
  return Predicate{fmt::format("is one of {}", describe_value(&wanted)), [wanted](const json* value) {
                     return value != nullptr && std::ranges::find(wanted, *value) != wanted.end();
                   }};
}

Parsed parse_exists(const NodeView& argument, Errors& errors) {
  return yes_or_no(argument, errors, "exists", "does not exist", [](const json* value) { return value != nullptr; });
}

Parsed parse_empty(const NodeView& argument, Errors& errors) {
  return yes_or_no(argument, errors, "is empty", "is not empty",
                   [](const json* value) { return value != nullptr && is_empty(value); });
}

Parsed parse_not_empty(const NodeView& argument, Errors& errors) {
  return yes_or_no(argument, errors, "is not empty", "is empty", [](const json* value) { return !is_empty(value); });
}

std::string_view type_name(const json& value) {
  if (value.is_number_integer()) {
    return "integer";
  }
  return value.type_name();
}

Parsed parse_type(const NodeView& argument, Errors& errors) {
  const std::vector<std::string> known{"object", "array", "string", "number", "integer", "boolean", "null"};
  std::string wanted;
  if (!decode_value(argument, errors, wanted)) {
    return std::nullopt;
  }
  if (std::ranges::find(known, wanted) == known.end()) {
    add_error(errors, argument, fmt::format("unknown type `{}`{}", wanted, did_you_mean(wanted, known)),
              fmt::format("allowed are {}", fmt::join(known, ", ")));
    return std::nullopt;
  }
  return Predicate{fmt::format("is of type {}", wanted), [wanted](const json* value) {
                     return value != nullptr && (type_name(*value) == wanted || value->type_name() == wanted);
                   }};
}

Parsed parse_contains(const NodeView& argument, Errors&) {
  const json wanted = to_json_value(argument);
  return Predicate{fmt::format("contains {}", describe_value(&wanted)), [wanted](const json* value) {
                     if (value == nullptr) {
                       return false;
                     }
                     if (value->is_string() && wanted.is_string()) {
                       return value->get_ref<const std::string&>().find(wanted.get_ref<const std::string&>()) !=
                              std::string::npos;
                     }
                     return value->is_array() && std::ranges::find(*value, wanted) != value->end();
                   }};
}

Parsed parse_matches(const NodeView& argument, Errors& errors) {
  const auto pattern = parse_pattern(argument, errors);
  if (!pattern) {
    return std::nullopt;
  }
  return Predicate{fmt::format("matches /{}/", pattern->pattern()), [pattern](const json* value) {
                     return value != nullptr && value->is_string() &&
                            RE2::PartialMatch(value->get_ref<const std::string&>(), *pattern);
                   }};
}

bool mentions(const json& value, const RE2& pattern) {
  if (value.is_string()) {
    return RE2::PartialMatch(value.get_ref<const std::string&>(), pattern);
  }
  return value.is_structured() && std::ranges::any_of(value, [&](const json& item) { return mentions(item, pattern); });
}

Parsed parse_mentions(const NodeView& argument, Errors& errors) {
  const auto pattern = parse_pattern(argument, errors);
  if (!pattern) {
    return std::nullopt;
  }
  return Predicate{fmt::format("mentions /{}/", pattern->pattern()),
                   [pattern](const json* value) { return value != nullptr && mentions(*value, *pattern); }};
}

/// Number of elements, members or bytes.
std::optional<json> length_of(const json* value) {
  if (value == nullptr || !(value->is_string() || value->is_structured())) {
    return std::nullopt;
  }
  return value->is_string() ? value->get_ref<const std::string&>().size() : value->size();
}

Parsed parse_length(const NodeView& argument, Errors& errors) {
  const Matcher inner = parse_matcher(argument, errors);
  return Predicate{fmt::format("its length {}", inner.describe()), [inner](const json* value) {
                     const auto length = length_of(value);
                     return length && !inner.mismatch(&*length);
                   }};
}

template <typename Compare>
Parsed bound(const NodeView& argument, Errors& errors, std::string_view words, Compare compare) {
  double limit = 0;
  if (!decode_value(argument, errors, limit)) {
    return std::nullopt;
  }
  return Predicate{fmt::format("is {} {}", words, limit), [limit, compare](const json* value) {
                     return value != nullptr && value->is_number() && compare(value->get<double>(), limit);
                   }};
}

Parsed parse_at_least(const NodeView& argument, Errors& errors) {
  return bound(argument, errors, "at least", std::greater_equal<>());
}
Parsed parse_at_most(const NodeView& argument, Errors& errors) {
  return bound(argument, errors, "at most", std::less_equal<>());
}
Parsed parse_above(const NodeView& argument, Errors& errors) {
  return bound(argument, errors, "above", std::greater<>());
}
Parsed parse_below(const NodeView& argument, Errors& errors) {
  return bound(argument, errors, "below", std::less<>());
}

Parsed parse_each(const NodeView& argument, Errors& errors) {
  const Matcher inner = parse_matcher(argument, errors);
  return Predicate{fmt::format("is a list of which each {}", inner.describe()), [inner](const json* value) {
                     return value != nullptr && value->is_array() &&
                            std::ranges::all_of(*value, [&](const json& item) { return !inner.mismatch(&item); });
                   }};
}

Parsed parse_any(const NodeView& argument, Errors& errors) {
  const Matcher inner = parse_matcher(argument, errors);
  return Predicate{fmt::format("is a list of which one {}", inner.describe()), [inner](const json* value) {
                     return value != nullptr && value->is_array() &&
                            std::ranges::any_of(*value, [&](const json& item) { return !inner.mismatch(&item); });
                   }};
}

bool is_plausible(const json& value) {
  if (value.is_string()) {
    return !implausible_figure(value.get_ref<const std::string&>());
  }
  return !value.is_structured() || std::ranges::all_of(value, is_plausible);
}

Parsed parse_plausible_figures(const NodeView& argument, Errors& errors) {
  return yes_or_no(argument, errors, "has only plausible figures", "has an implausible figure",
                   [](const json* value) { return value != nullptr && is_plausible(*value); });
}

Parsed parse_no_negative_numbers(const NodeView& argument, Errors& errors) {
  return yes_or_no(argument, errors, "has no negative number", "has a negative number",
                   [](const json* value) { return value != nullptr && !has_negative_number(*value); });
}

Parsed parse_event_rates_at_most(const NodeView& argument, Errors& errors) {
  double most = 0;
  if (!decode_value(argument, errors, most)) {
    return std::nullopt;
  }
  return Predicate{fmt::format("has no rate of events above {} a second", most),
                   [most](const json* value) { return value != nullptr && !event_rate_above(*value, most); }};
}

Parsed parse_times_within(const NodeView& argument, Errors& errors) {
  Duration length{};
  if (!decode_value(argument, errors, length)) {
    return std::nullopt;
  }
  return Predicate{fmt::format("has points in time, all of them within the last {}", to_text(length)),
                   [length](const json* value) {
                     // Clocks of two machines, and what passes between an answer and this look.
                     constexpr auto kGive = std::chrono::seconds(5);
                     const auto now = std::chrono::system_clock::now();
                     const auto times = value == nullptr ? std::vector<WallTime>{} : times_in(*value);
                     return !times.empty() && std::ranges::all_of(times, [&](WallTime time) {
                       return time <= now + kGive && time >= now - length - kGive;
                     });
                   }};
}

/// Every operator that a matcher can name.
constexpr std::array kOperators{
    MatcherOperator{"equals", "the same JSON value", &parse_equals},
    MatcherOperator{"not", "another matcher does not hold", &parse_not},
    MatcherOperator{"one_of", "one of a list of values", &parse_one_of},
    MatcherOperator{"exists", "there is such a value, null included", &parse_exists},
    MatcherOperator{"empty", "an empty list, mapping or string, or null", &parse_empty},
    MatcherOperator{"not_empty", "there, and neither empty nor null", &parse_not_empty},
    MatcherOperator{"type", "object, array, string, number, integer, boolean or null", &parse_type},
    MatcherOperator{"contains", "a text within the text, or an element of the list", &parse_contains},
    MatcherOperator{"matches", "a regular expression (RE2) matches part of the text", &parse_matches},
    MatcherOperator{"mentions", "a regular expression (RE2) matches part of a text anywhere in the value",
                    &parse_mentions},
    MatcherOperator{"length", "a matcher for the number of elements, members or bytes", &parse_length},
    MatcherOperator{"at_least", "a number, inclusive", &parse_at_least},
    MatcherOperator{"at_most", "a number, inclusive", &parse_at_most},
    MatcherOperator{"above", "a number, exclusive", &parse_above},
    MatcherOperator{"below", "a number, exclusive", &parse_below},
    MatcherOperator{"each", "a matcher that every element fits", &parse_each},
    MatcherOperator{"any", "a matcher that at least one element fits", &parse_any},
    MatcherOperator{"no_negative_numbers", "no number below zero in the value (-1 stands for no limit)",
                    &parse_no_negative_numbers},
    MatcherOperator{"event_rates_at_most", "numbers anywhere in the value that are called a rate of events, inclusive",
                    &parse_event_rates_at_most},
    MatcherOperator{"times_within", "points in time anywhere in the value, all of them within the last so long",
                    &parse_times_within},
    MatcherOperator{"plausible_figures", "no NaN, negative number or percentage over 100 in the text or texts",
                    &parse_plausible_figures},
};

}  // namespace

const MatcherOperator* find_operator(std::string_view name) {
  const auto* found = std::ranges::find(kOperators, name, &MatcherOperator::name);
  return found == kOperators.end() ? nullptr : found;
}

std::vector<std::string> operator_names() {
  std::vector<std::string> names;
  for (const MatcherOperator& row : kOperators) {
    names.emplace_back(row.name);
  }
  return names;
}

Predicate equals(const json& wanted) {
  return {fmt::format("is {}", describe_value(&wanted)),
          [wanted](const json* value) { return value != nullptr && *value == wanted; }};
}

}  // namespace roadworthy
