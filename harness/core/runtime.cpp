#include "core/runtime.h"

#include <fmt/format.h>

#include "core/signals.h"

namespace roadworthy {

std::string describe(const ContainerState& state) {
  switch (state.phase) {
    case Phase::created:
      return "not started";
    case Phase::running:
      return "running";
    case Phase::paused:
      return "paused";
    case Phase::exited:
      break;
  }
  std::string text = "exited";
  if (state.signal) {
    text = fmt::format("killed by {}", signal_name(*state.signal));
  } else if (state.exit_code) {
    text = fmt::format("exited with code {}", *state.exit_code);
  }
  return state.ended_by_step ? text + " (ended by a step)" : text;
}

}  // namespace roadworthy
