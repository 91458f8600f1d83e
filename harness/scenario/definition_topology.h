#pragma once

#include "scenario/topology_decoder.h"

namespace roadworthy {

/// The key of a topology that names a definition (`compose`, ...), or nothing where it writes its pods itself.
[[nodiscard]] std::optional<std::string> definition_key(const NodeView& topology);

/// Reads `compose: FILE` and its like, with `subjects`, `stand_ins` and `variables` beside it. Containers of the
/// definition are known by their names; one that is neither needs a command of its own on runtimes without images.
[[nodiscard]] Topology decode_definition_topology(const NodeView& node, const LoadOptions& options,
                                                  const Subjects& subjects, Errors& errors);

}  // namespace roadworthy
