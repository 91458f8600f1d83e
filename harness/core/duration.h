#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/error.h"

namespace roadworthy {

using Duration = std::chrono::nanoseconds;
using TimePoint = std::chrono::steady_clock::time_point;

/// Reads `100ms`, `45s`, `2min`, `1.5h`, or a sequence such as `1min30s`. Units: us, ms, s, min (or m), h, d.
/// A number without a unit is refused, and so is anything negative or longer than 10 years.
[[nodiscard]] Result<Duration> parse_duration(std::string_view text);

/// The shortest exact form down to milliseconds: `45s`, `1min30s`, `250ms`, `0s`; below a millisecond `12us`.
[[nodiscard]] std::string to_text(Duration duration);

/// Seconds as a decimal number with three digits, as reports want it.
[[nodiscard]] double seconds(Duration duration);

}  // namespace roadworthy
