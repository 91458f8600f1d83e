#include "mocks/logstash/traffic.h"

#include <algorithm>
#include <vector>

namespace roadworthy::mocks {
namespace {

constexpr std::size_t kCycle = 100;

/// Counts after 0, 1, ..., 100 events of one cycle, the types interleaved as evenly as their shares allow.
std::vector<TypeCounts> make_cycle() {
  std::vector<TypeCounts> cycle{TypeCounts{}};
  std::array<std::int64_t, kLogTypes> credit{};
  for (std::size_t i = 0; i < kCycle; ++i) {
    for (const LogTypeRow& row : log_types()) {
      credit[static_cast<std::size_t>(row.type)] += row.percent;
    }
    const auto next = static_cast<std::size_t>(std::ranges::max_element(credit) - credit.begin());
    credit[next] -= static_cast<std::int64_t>(kCycle);
    cycle.push_back(cycle.back());
    ++cycle.back()[next];
  }
  return cycle;
}

}  // namespace

TypeCounts types_of_first(std::uint64_t events) {
  static const std::vector<TypeCounts> cycle = make_cycle();
  TypeCounts counts = cycle[events % kCycle];
  for (std::size_t type = 0; type < kLogTypes; ++type) {
    counts[type] += events / kCycle * cycle[kCycle][type];
  }
  return counts;
}

std::uint64_t sum_over(const TypeCounts& counts, LogTypeSet types) {
  std::uint64_t sum = 0;
  for (std::size_t type = 0; type < kLogTypes; ++type) {
    sum += contains(types, static_cast<LogType>(type)) ? counts[type] : 0;
  }
  return sum;
}

}  // namespace roadworthy::mocks
