#pragma once

#include <string>

#include "core/verdict.h"

namespace roadworthy {

/// SARIF 2.1.0. Paths are URIs relative to where the run was started; columns count code points.
[[nodiscard]] std::string render_sarif(const RunVerdict& run);

}  // namespace roadworthy
