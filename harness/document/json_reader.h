#pragma once

#include <cstddef>
#include <optional>

#include "document/node.h"
#include "document/source_text.h"

namespace roadworthy {

struct JsonOutcome {
  Node root;      ///< Good when there are no errors.
  Errors errors;  ///< Empty exactly when the text was read to its end.
  /// Where the text ceased to be JSON; nothing when it is JSON, even if it was refused.
  std::optional<std::size_t> syntax_fault;
};

/// Reads JSON (RFC 8259).
[[nodiscard]] JsonOutcome read_json(const SourceText& source, const DocumentLimits& limits);

}  // namespace roadworthy
