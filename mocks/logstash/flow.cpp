#include "mocks/logstash/flow.h"

#include <array>
#include <cstdlib>

#include <fmt/format.h>

namespace roadworthy::mocks {
namespace {

using namespace std::chrono_literals;

constexpr std::array<std::pair<std::string_view, Duration>, 4> kWindows{{
    {"current", 10s},
    {"last_1_minute", 1min},
    {"last_5_minutes", 5min},
    {"last_15_minutes", 15min},
}};

/// Nothing where nothing was spent on nothing.
std::optional<FlowRate> rate_between(const FlowPoint& from, const FlowPoint& to) {
  const double numerator = to.numerator - from.numerator;
  const double denominator = to.denominator - from.denominator;
  if (denominator > 0) {
    return FlowRate{.value = to_significant(numerator / denominator)};
  }
  return numerator > 0 ? std::optional(FlowRate{.infinite = true}) : std::nullopt;
}

}  // namespace

double to_significant(double value) {
  return std::strtod(fmt::format("{:.4g}", value).c_str(), nullptr);
}

FlowWindows flow_windows(const FlowPoint& now, const FlowPoint& first,
                         const std::function<std::optional<FlowPoint>(Duration age)>& before) {
  FlowWindows windows;
  for (const auto& [name, age] : kWindows) {
    auto from = before(age);
    if (!from && name == "current") {
      from = first;
    }
    if (const auto rate = from ? rate_between(*from, now) : std::nullopt) {
      windows.emplace_back(name, *rate);
    }
  }
  if (const auto rate = rate_between(first, now)) {
    windows.emplace_back("lifetime", *rate);
  }
  return windows;
}

}  // namespace roadworthy::mocks
