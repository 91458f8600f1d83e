#pragma once

#include <deque>
#include <functional>

#include "mocks/logstash/figures.h"

namespace roadworthy::mocks {

/// A point in time with the two numbers that a rate divides.
struct FlowPoint {
  double numerator = 0;
  double denominator = 0;
};

/// The windows of Logstash's flow metrics from points of the past: `before(age)` is the point of the newest sample
/// that is at least `age` old, nothing when the window is not filled yet. `first` is where the life began.
[[nodiscard]] FlowWindows flow_windows(const FlowPoint& now, const FlowPoint& first,
                                       const std::function<std::optional<FlowPoint>(Duration age)>& before);

/// Four significant digits, as the API shows rates.
[[nodiscard]] double to_significant(double value);

}  // namespace roadworthy::mocks
