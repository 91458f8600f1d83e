#pragma once

#include <optional>

#include "document/decoder.h"
#include "scenario/load_scenario.h"

namespace roadworthy {

/// Reads one entry of `steps:`. `watches` are the names that the file gives its watches.
[[nodiscard]] std::optional<Step> decode_step(const NodeView& node, const std::vector<std::string>& watches,
                                              const LoadOptions& options, Errors& errors);

/// Reads `watch:`.
[[nodiscard]] std::vector<Watch> decode_watches(const NodeView& node, const LoadOptions& options, Errors& errors);

}  // namespace roadworthy
