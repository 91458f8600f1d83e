#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "checks/matcher.h"
#include "core/check.h"
#include "core/runtime.h"
#include "document/decoder.h"

namespace roadworthy {

/// A number that the stand is asked for only where a check names it.
struct Figure {
  std::string_view key;
  std::string_view words;  ///< `the user`, of a container
  Result<nlohmann::json> (*ask)(Stand& stand, const std::string& container);
};

struct FigureExpectation {
  const Figure* figure = nullptr;
  Matcher matcher;
};

/// Those that a container check names: `user`, `cpus`, `memory_high_water`, `image_size`.
[[nodiscard]] std::vector<FigureExpectation> take_figures(Decoder& decode);

/// Adds what the figures are. An error where the stand cannot tell one; a container that has ended has none.
[[nodiscard]] Result<void> look_at_figures(const std::vector<FigureExpectation>& figures, const std::string& container,
                                           Stand& stand, Observation& observation);

}  // namespace roadworthy
