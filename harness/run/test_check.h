#pragma once

#include <functional>
#include <string>
#include <utility>

#include "core/scenario.h"
#include "testing/fake_stand.h"

namespace roadworthy {

/// What a look sees of a subject that holds, or does not.
[[nodiscard]] inline Observation sees(bool holds, const std::string& sample) {
  Observation seen{.holds = holds, .mismatches = {}, .sample = sample, .seen = "status " + sample, .body = {}};
  if (!holds) {
    seen.mismatches = {{"status 200", "status " + sample}, {"/status is \"healthy\"", "\"unhealthy\""}};
  }
  return seen;
}

/// A check of the container `status` that answers what `look` says.
[[nodiscard]] inline Check check_that(std::function<Result<Observation>(Stand&, TimePoint)> look) {
  return {.kind = "http",
          .description = "GET http://edge:3000/api/health answers 200",
          .target = "GET http://edge:3000/api/health",
          .addresses = {{"status", {}}},
          .look = std::move(look)};
}

/// A check that does not hold before `from` has passed on the fake clock, and holds from then on.
[[nodiscard]] inline Check check_that_holds_after(FakeStand& stand, Duration from) {
  const TimePoint begin = stand.clock().now() + from;
  return check_that([begin](Stand& on, TimePoint) -> Result<Observation> {
    return on.clock().now() >= begin ? sees(true, "200") : sees(false, "503");
  });
}

}  // namespace roadworthy
