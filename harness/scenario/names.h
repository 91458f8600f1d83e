#pragma once

#include "scenario/load_scenario.h"

namespace roadworthy {

/// Mistakes in what steps and watches name of the topology: containers, pods, volumes, a stand-in's figures.
void check_names(const Scenario& scenario, const LoadOptions& options, Errors& errors);

}  // namespace roadworthy
