#pragma once

#include "document/node.h"

namespace roadworthy {

/// The list of references that an expression of a configuration holds, whether under `references` or by itself; null
/// where it holds none.
[[nodiscard]] const Node* reference_list(const Node* expression);

}  // namespace roadworthy
