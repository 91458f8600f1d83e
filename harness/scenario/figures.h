#pragma once

#include "scenario/load_scenario.h"

namespace roadworthy {

/// Mistakes in the figures that an action tells a stand-in: names that it does not know, values that it does not take.
/// Nothing is said of what another program stands for, nor of a stand-in whose figures are not known.
void check_figures(const Action& action, const Topology& topology, const LoadOptions& options, Errors& errors);

}  // namespace roadworthy
