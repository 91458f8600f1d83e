#pragma once

#include <expected>
#include <string>
#include <vector>

#include "definition/embedded_text.h"
#include "definition/script_conditions.h"
#include "document/node.h"

namespace roadworthy {

/// A JSON document that a Terraform template gives (`templatefile`).
struct JsonTemplate {
  Document document;
  /// Scalars that an expression without a value stands in, `${cpu}` as well as `"${image}:${tag}"`: their text is as it
  /// is written. They lie below the document's root and stay where they are when the document moves.
  std::vector<const Node*> unknown;
};

/// Whether a text is meant as JSON and is none yet: it has directives, or expressions where JSON has values.
[[nodiscard]] bool is_json_template(const EmbeddedText& text);

/// Renders the template as `choices` say and reads what comes out; places are those of the template. An expression that
/// stands for a value (`"cpu": ${cpu}`) becomes a text that is unknown. Where directives decide what follows a comma, a
/// comma too many is forgiven. Errors are those of the JSON, in the template's places, with what to do instead.
[[nodiscard]] std::expected<JsonTemplate, Errors> read_json_template(const EmbeddedText& text,
                                                                     const Variables& variables,
                                                                     const std::vector<Choice>& choices,
                                                                     const DocumentLimits& limits);

}  // namespace roadworthy
