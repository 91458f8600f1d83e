#pragma once

#include "core/check.h"
#include "core/verdict.h"

namespace roadworthy {

/// Gathers what a check saw, within the bounds of `Evidence`: equal looks in a row are counted, not kept; of more than
/// 50 changes the first 25 and the newest 25 stay.
class EvidenceRecorder {
 public:
  explicit EvidenceRecorder(TimePoint scenario_start) : scenario_start_(scenario_start) {}

  void add(const Observation& observation, TimePoint when);
  /// When the look that was last seen began to be seen, from the scenario's start.
  [[nodiscard]] Duration last_change() const;
  [[nodiscard]] std::uint64_t looks() const { return evidence_.looks; }
  [[nodiscard]] Evidence take() { return std::move(evidence_); }

 private:
  TimePoint scenario_start_;
  Evidence evidence_;
};

/// Adds the state and the newest lines of each container that the check depends on.
void add_container_evidence(Evidence& evidence, Stand& stand, const std::vector<std::string>& containers);

}  // namespace roadworthy
