#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "definition/interpolation.h"

namespace roadworthy {

/// What a script hangs on: a condition of a template directive or of the shell. Conditions of one subject are one
/// choice.
struct Condition {
  enum class About { set, truth, other } about = About::other;
  std::string subject;    ///< The variable, or the condition's text.
  bool inverted = false;  ///< The condition holds when the subject is empty or false.

  /// `sidecar_image is set`, `sidecar_image is empty`, `enabled is true`, `count > 2`, `not (count > 2)`.
  [[nodiscard]] std::string describe(bool holds) const;
  [[nodiscard]] bool same_subject(const Condition& other) const {
    return about == other.about && subject == other.subject;
  }
  /// What the variables decide, if they do.
  [[nodiscard]] std::optional<bool> decide(const Variables& variables) const;
};

/// A condition as a Terraform template writes it: `x != ""`, `x == ""`, `x != null`, `x`, `!x`, `length(x) > 0`.
[[nodiscard]] Condition template_condition(std::string_view text);

/// Which branch to take of each condition.
struct Choice {
  Condition condition;
  bool subject_holds = true;  ///< The subject is set (or true).
};

/// Adds those whose subjects `conditions` does not have.
void add_conditions(std::vector<Condition>& conditions, std::vector<Condition> more);

/// The choices that are read: all combinations of up to four conditions, and of more all true, all false and each one
/// turned.
[[nodiscard]] std::vector<std::vector<Choice>> all_choices(const std::vector<Condition>& conditions);

/// `sidecar_image is set, debug is false`: the variant's name.
[[nodiscard]] std::string describe(const std::vector<Choice>& choices);

// What templates are made of, for who reads them.

[[nodiscard]] bool is_space(char letter);
/// Without white space at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// `sidecar_image`, `var.image`: a name and nothing else.
[[nodiscard]] bool is_name(std::string_view text);
/// The value of a name, with or without `var.` or `local.` in front.
[[nodiscard]] std::optional<std::string> value_of(std::string_view name, const Variables& variables);

}  // namespace roadworthy
