#pragma once

#include <nlohmann/json_fwd.hpp>

#include "document/node.h"

namespace roadworthy {

/// A node as the JSON value that it reads as. Numbers outside of what JSON libraries hold stay text.
[[nodiscard]] nlohmann::json to_json_value(const NodeView& node);

}  // namespace roadworthy
