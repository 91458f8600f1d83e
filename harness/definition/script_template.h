#pragma once

#include <string>
#include <vector>

#include "definition/embedded_text.h"
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

/// A script, ready to be split into words: directives are gone, variables with a value replaced.
struct Script {
  EmbeddedText text;
  /// For each byte: it belongs to an expression `${...}` of the template that has no value.
  std::vector<bool> opaque;
  Errors mistakes;
};

/// Whether a text is a Terraform template rather than a plain script: by its name (`.tftpl`, `.tpl`), its directives,
/// or `$${`.
[[nodiscard]] bool is_template(const EmbeddedText& text);

/// The conditions of a template's `%{ if }` directives, each subject once, that the variables do not decide.
[[nodiscard]] std::vector<Condition> template_conditions(const EmbeddedText& text, const Variables& variables);

/// Follows the directives (`%{ if }`, `%{ else }`, `%{ endif }`; the body of `%{ for }` once) as `choices` say, and
/// replaces
/// `${name}`. Terraform's "Strings and Templates" has the syntax, with `~` that takes the white space beside a
/// directive away.
[[nodiscard]] Script render_template(const EmbeddedText& text, const Variables& variables,
                                     const std::vector<Choice>& choices);

/// A script that is no template, as it is.
[[nodiscard]] Script plain_script(EmbeddedText text);

}  // namespace roadworthy
