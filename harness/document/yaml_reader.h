#pragma once

#include "document/node.h"
#include "document/source_text.h"

namespace roadworthy {

struct YamlOutcome {
  Node root;      ///< Good when there are no errors.
  Errors errors;  ///< Empty exactly when the text was read to its end.
};

/// Reads YAML: yaml-cpp's events, in the sense of YAML 1.2's core schema.
[[nodiscard]] YamlOutcome read_yaml(const SourceText& source, const DocumentLimits& limits);

}  // namespace roadworthy
