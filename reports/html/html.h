#pragma once

#include <string>

#include "core/verdict.h"

namespace roadworthy {

/// The whole run as one HTML page without scripts, which needs nothing from elsewhere.
[[nodiscard]] std::string render_html(const RunVerdict& run);

}  // namespace roadworthy
