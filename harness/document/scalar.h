#pragma once

#include <string_view>

#include "document/node.h"

namespace roadworthy {

/// The kind of a scalar that was written without quotes and without a tag (YAML 1.2, section 10.3, core schema).
[[nodiscard]] NodeKind kind_of_plain(std::string_view text);

}  // namespace roadworthy
