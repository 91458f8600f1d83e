#pragma once

#include <vector>

#include "core/error.h"
#include "definition/embedded_text.h"

namespace roadworthy {

/// A script, ready to be split into words: directives are gone, variables with a value replaced.
struct Script {
  EmbeddedText text;
  /// For each byte: it belongs to an expression `${...}` of the template that has no value.
  std::vector<bool> opaque;
  Errors mistakes;
  bool cut_off = false;  ///< It is over a limit, and read no further; the last mistake says so.
};

/// A script that is no template, as it is.
[[nodiscard]] Script plain_script(EmbeddedText text);

/// The bytes from `begin` to `end`, which are offsets in the text, without the mistakes of the whole.
[[nodiscard]] Script part_of(const Script& whole, std::size_t begin, std::size_t end);

}  // namespace roadworthy
