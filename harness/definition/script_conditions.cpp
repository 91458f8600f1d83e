#include "definition/script_conditions.h"

#include <algorithm>
#include <cctype>

namespace roadworthy {
namespace {

constexpr std::size_t kMostCombined = 4;  ///< Conditions of which every combination is read.

}  // namespace

bool is_space(char letter) {
  return std::isspace(static_cast<unsigned char>(letter)) != 0;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_space(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

bool is_name(std::string_view text) {
  return !text.empty() && !std::isdigit(static_cast<unsigned char>(text.front())) &&
         std::ranges::all_of(text, [](char letter) {
           return std::isalnum(static_cast<unsigned char>(letter)) || letter == '_' || letter == '.';
         });
}

std::optional<std::string> value_of(std::string_view name, const Variables& variables) {
  for (const std::string_view prefix : {"", "var.", "local."}) {
    if (name.starts_with(prefix)) {
      if (const auto found = variables.find(std::string(name.substr(prefix.size()))); found != variables.end()) {
        return found->second;
      }
    }
  }
  return std::nullopt;
}

std::string Condition::describe(bool holds) const {
  const bool subject_holds = holds != inverted;
  switch (about) {
    case About::set:
      return subject + (subject_holds ? " is set" : " is empty");
    case About::truth:
      return subject + (subject_holds ? " is true" : " is false");
    case About::other:
      return subject_holds ? subject : "not (" + subject + ")";
  }
  return {};
}

std::optional<bool> Condition::decide(const Variables& variables) const {
  if (about == About::other && (subject == "true" || subject == "false")) {
    return (subject == "true") != inverted;
  }
  const auto value = about == About::other ? std::nullopt : value_of(subject, variables);
  if (!value) {
    return std::nullopt;
  }
  const bool subject_holds =
      about == About::set ? !value->empty() && *value != "null" : *value == "true" || *value == "1";
  return subject_holds != inverted;
}

Condition template_condition(std::string_view text) {
  text = trimmed(text);
  while (text.size() > 2 && text.front() == '(' && text.back() == ')' && text.find(')') == text.size() - 1) {
    text = trimmed(text.substr(1, text.size() - 2));
  }
  for (const std::string_view empty : {"\"\"", "null"}) {
    for (const std::string_view operation : {"!=", "=="}) {
      if (!text.ends_with(empty)) {
        continue;
      }
      const std::string_view left = trimmed(text.substr(0, text.size() - empty.size()));
      if (left.ends_with(operation) && is_name(trimmed(left.substr(0, left.size() - 2)))) {
        return {.about = Condition::About::set,
                .subject = std::string(trimmed(left.substr(0, left.size() - 2))),
                .inverted = operation == "=="};
      }
    }
  }
  if (text.starts_with("length(") && text.ends_with("> 0")) {
    const std::string_view name =
        trimmed(text.substr(7, text.find(')') == std::string_view::npos ? 0 : text.find(')') - 7));
    if (is_name(name)) {
      return {.about = Condition::About::set, .subject = std::string(name), .inverted = false};
    }
  }
  const bool inverted = text.starts_with('!');
  const std::string_view name = trimmed(inverted ? text.substr(1) : text);
  if (is_name(name)) {
    return {.about = Condition::About::truth, .subject = std::string(name), .inverted = inverted};
  }
  return {.about = Condition::About::other, .subject = std::string(text), .inverted = false};
}

void add_conditions(std::vector<Condition>& conditions, std::vector<Condition> more) {
  for (Condition& condition : more) {
    if (std::ranges::none_of(conditions, [&](const Condition& other) { return other.same_subject(condition); })) {
      conditions.push_back(std::move(condition));
    }
  }
}

std::vector<std::vector<Choice>> all_choices(const std::vector<Condition>& conditions) {
  std::vector<std::vector<Choice>> all;
  const auto add = [&](auto&& holds) {
    std::vector<Choice> choices;
    for (std::size_t index = 0; index < conditions.size(); ++index) {
      choices.push_back({.condition = conditions[index], .subject_holds = holds(index)});
    }
    all.push_back(std::move(choices));
  };
  if (conditions.size() <= kMostCombined) {
    for (std::size_t mask = 0; mask < (std::size_t{1} << conditions.size()); ++mask) {
      add([mask](std::size_t index) { return (mask >> index & 1U) == 0; });
    }
    return all;
  }
  add([](std::size_t) { return true; });
  add([](std::size_t) { return false; });
  for (std::size_t turned = 0; turned < conditions.size(); ++turned) {
    add([turned](std::size_t index) { return index != turned; });
  }
  return all;
}

std::string describe(const std::vector<Choice>& choices) {
  std::string text;
  for (const Choice& choice : choices) {
    Condition subject = choice.condition;
    subject.inverted = false;
    text += (text.empty() ? "" : ", ") + subject.describe(choice.subject_holds);
  }
  return text;
}

}  // namespace roadworthy
