#pragma once

#include <string>

#include "core/verdict.h"

namespace roadworthy {

/// Workflow commands of GitHub Actions, one a line: `::error file=...,line=...,title=ITEM::message`. To be printed on
/// standard output.
[[nodiscard]] std::string render_github(const RunVerdict& run);

}  // namespace roadworthy
