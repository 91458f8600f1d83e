#pragma once

#include <string>
#include <string_view>

#include "document/node.h"

namespace roadworthy {

struct TaggedKind {
  NodeKind kind = NodeKind::string;
  std::string mistake;  ///< Empty when all is well.
  std::string remedy;
};

/// Whether yaml-cpp's tag says that a value has none and is not in quotes.
[[nodiscard]] bool is_untagged(std::string_view tag);

/// The kind of a value that would be of kind `untagged` without its tag. Tags are those of the core schema (YAML 1.2,
/// section 10.3); `!` makes a text, as quotes do.
[[nodiscard]] TaggedKind resolve_tag(NodeKind untagged, const std::string& tag, std::string_view value);

/// Its number among `DocumentLimits::own_tags`, counted from 1; 0 when it is none of them.
[[nodiscard]] std::uint8_t own_tag(const DocumentLimits& limits, const std::string& tag);

}  // namespace roadworthy
