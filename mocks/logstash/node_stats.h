#pragma once

#include <span>
#include <string_view>

#include "mocks/logstash/node.h"

namespace roadworthy::mocks {

/// A part of `GET /_node/stats`, in the order of the whole document.
struct StatsSection {
  std::string_view name;
  Json (*make)(const Node& node, const Figures& figures);
  bool (*present)(const LogstashVersion& version);
};
[[nodiscard]] std::span<const StatsSection> stats_sections();

}  // namespace roadworthy::mocks
