#pragma once

#include "core/duration.h"

namespace roadworthy {

/// Where time comes from. Waiting is the business of what is waited for (`Stand::await_change`), never of a clock.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual TimePoint now() const = 0;
};

class SteadyClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const override { return std::chrono::steady_clock::now(); }
};

}  // namespace roadworthy
