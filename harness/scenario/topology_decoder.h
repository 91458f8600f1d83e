#pragma once

#include "document/decoder.h"
#include "scenario/load_scenario.h"

namespace roadworthy {

using Subjects = std::map<std::string, Subject>;

/// Reads `topology:`. `subjects` holds what is put in each subject's and stand-in's place.
[[nodiscard]] Topology decode_topology(const NodeView& node, const LoadOptions& options, const Subjects& subjects,
                                       Errors& errors);

/// Names of the subjects and stand-ins that a topology mentions, as far as it can be read. They are needed before
/// variables are known, so that a variable in one is a mistake.
[[nodiscard]] std::vector<std::string> named_programs(const NodeView& scenario, Errors& errors);

}  // namespace roadworthy
