#pragma once

#include <span>

#include "core/kinds.h"
#include "scenario/load_scenario.h"

namespace roadworthy {

/// Every stand-in that a topology can name and `mock` can run.
[[nodiscard]] std::span<const StandInKind> stand_in_kinds();

/// Load options with all the tables, the libexec folder and the checklist's ids filled in.
[[nodiscard]] std::expected<LoadOptions, Errors> make_load_options();

}  // namespace roadworthy
