#pragma once

#include <optional>

#include "core/duration.h"

namespace roadworthy::mocks {

/// Whether connections are refused at a moment, and when that ends by itself (empty: it does not).
struct Gate {
  bool closed = false;
  std::optional<TimePoint> until;
};

}  // namespace roadworthy::mocks
