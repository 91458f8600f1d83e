#pragma once

#include <atomic>

#include "core/clock.h"

namespace roadworthy::mocks {

/// For tests: a clock that moves when it is told to.
class ManualClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const override { return TimePoint(Duration(nanoseconds_.load())); }
  void advance(Duration by) { nanoseconds_ += by.count(); }

 private:
  std::atomic<Duration::rep> nanoseconds_ = 0;
};

}  // namespace roadworthy::mocks
