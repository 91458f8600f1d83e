#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/scenario.h"
#include "core/verdict.h"

namespace roadworthy {

/// How a check with its time shape ended.
struct ShapeResult {
  StepOutcome outcome = StepOutcome::errored;
  std::string reason;  ///< One sentence, unless it passed.
  std::string remedy;
  std::vector<ExpectedSeen> mismatches;
  Evidence evidence;
  Duration failing_since{};
};

/// Told of every look, as it ends, and when it began.
using OnLook = std::function<void(const Observation& seen, TimePoint begun)>;

/// Looks as often and as long as the shape says. Returns at once when the outcome is certain: when the check holds
/// (eventually), when it does not (now, consistently), when a container that it depends on exits by itself, when the
/// run is interrupted.
[[nodiscard]] ShapeResult run_shape(const ShapedCheck& shaped, Stand& stand, TimePoint scenario_start,
                                    const OnLook& on_look = {});

/// Stand names of the containers that a check depends on: those it names, and all of the pods it names.
[[nodiscard]] std::vector<std::string> containers_behind(const Topology& topology,
                                                         const std::vector<NamedPlace>& places);

}  // namespace roadworthy
