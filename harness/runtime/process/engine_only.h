#pragma once

#include "core/error.h"
#include "core/topology.h"

namespace roadworthy {

/// Refuses (`unavailable`) a topology with a setting that takes a container engine, since what its checks see would not
/// be what the file says. What needs no engine, and what an engine does by itself anyway, passes.
[[nodiscard]] Result<void> check_for_engine_settings(const Topology& topology);

}  // namespace roadworthy
