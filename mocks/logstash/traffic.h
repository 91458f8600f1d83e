#pragma once

#include <array>
#include <cstdint>

#include "mocks/logstash/deployment.h"

namespace roadworthy::mocks {

/// How many events of each log type.
using TypeCounts = std::array<std::uint64_t, kLogTypes>;

/// The log types of the first `events` events: a fixed mixed sequence in which each type has its percentage. The
/// counts add up to `events`, and none falls when `events` grows.
[[nodiscard]] TypeCounts types_of_first(std::uint64_t events);

[[nodiscard]] std::uint64_t sum_over(const TypeCounts& counts, LogTypeSet types);

}  // namespace roadworthy::mocks
