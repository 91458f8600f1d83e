#pragma once

#include <string>

#include "core/verdict.h"

namespace roadworthy {

/// The whole run as a JSON document; README.md beside this file tells its fields. Bytes that are no UTF-8 are U+FFFD.
[[nodiscard]] std::string render_json(const RunVerdict& run);

}  // namespace roadworthy
