#pragma once

#include <string>
#include <vector>

#include "definition/script.h"
#include "definition/script_conditions.h"

namespace roadworthy {

/// Whether a text is a Terraform template rather than a plain script: by its name (`.tftpl`, `.tpl`), its directives,
/// or `$${`.
[[nodiscard]] bool is_template(const EmbeddedText& text);

/// `%{ if }`, `%{ for }` and their like.
[[nodiscard]] bool has_directives(const EmbeddedText& text);

/// The conditions of a template's `%{ if }` directives, each subject once, that the variables do not decide. One that
/// guards nothing but a comma between the entries of a list is left out.
[[nodiscard]] std::vector<Condition> template_conditions(const EmbeddedText& text, const Variables& variables);

/// Follows the directives (`%{ if }`, `%{ else }`, `%{ endif }`; the body of `%{ for }` once) as `choices` say, and
/// replaces `${name}`. Terraform's "Strings and Templates" has the syntax, with `~` that takes the white space beside a
/// directive away, up to the end of the line.
[[nodiscard]] Script render_template(const EmbeddedText& text, const Variables& variables,
                                     const std::vector<Choice>& choices);

}  // namespace roadworthy
