#pragma once

#include "core/runtime.h"

namespace roadworthy {

/// Whether there is a process: it runs or is paused.
[[nodiscard]] inline bool runs(const ContainerState& state) {
  return state.phase == Phase::running || state.phase == Phase::paused;
}

}  // namespace roadworthy
