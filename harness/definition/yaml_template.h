#pragma once

#include <expected>
#include <unordered_map>
#include <vector>

#include "definition/script_template.h"
#include "document/node.h"

namespace roadworthy {

/// A YAML document that a rendered template gives, or that another text has inside.
struct YamlTemplate {
  Document document;  ///< Its places are those of the file.
  /// Scalars that an expression without a value stands in; their text is as it is written. They lie below the
  /// document's root and stay where they are when the document moves.
  std::vector<const Node*> unknown;
  /// The text of every string, ready to be read as a script: it knows its letters' places and what of it is open.
  std::unordered_map<const Node*, Script> texts;
};

/// Reads a rendered template as YAML. An expression without a value stands for a scalar or a part of one; where it
/// stands for more (`${indent(2, yamlencode(x))}`), the text is refused. Errors are those of the YAML, in the
/// template's places, with what to do instead.
[[nodiscard]] std::expected<YamlTemplate, Errors> read_yaml_template(const Script& rendered,
                                                                     const DocumentLimits& limits);

}  // namespace roadworthy
