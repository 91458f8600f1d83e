#pragma once

#include <string>
#include <string_view>

#include "document/node.h"

namespace roadworthy {

// Looks at a document beside its cursors: what is looked at here does not count as read.

/// The value of a mapping's member; null where there is none, or no mapping.
[[nodiscard]] const Node* member(const Node* node, std::string_view key);

/// The text of a scalar; empty for null.
[[nodiscard]] std::string text_of(const Node* node);

}  // namespace roadworthy
