#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/duration.h"
#include "core/scenario.h"
#include "core/verdict.h"

namespace roadworthy {

/// The sample of a look without any answer.
inline constexpr std::string_view kNoSample = "none";

/// Equal samples in a row.
struct SampleRun {
  std::string sample;
  std::uint64_t count = 0;
  Duration first{};  ///< From the scenario's start.
  Duration last{};
};

/// What a watch saw, in order. Keeps at most 10,000 runs; past that it counts only.
class SampleTrack {
 public:
  void add(const std::string& sample, Duration when);

  /// Whether samples came after `since`, and `sample` is among them or was the last before.
  [[nodiscard]] bool may_have_held(const std::string& sample, Duration since) const;

  [[nodiscard]] const std::vector<SampleRun>& runs() const { return runs_; }
  [[nodiscard]] std::uint64_t samples() const { return samples_; }
  [[nodiscard]] Duration longest_gap() const { return longest_gap_; }
  [[nodiscard]] bool overflowed() const { return overflowed_; }

 private:
  std::vector<SampleRun> runs_;
  std::uint64_t samples_ = 0;
  Duration last_{};
  Duration longest_gap_{};
  bool overflowed_ = false;
};

/// Whether the samples went as expected. Counting starts at the first two samples in a row that equal the first of
/// `are`; `none` is left out unless `are` names it; `never` covers every sample.
struct TransitionsResult {
  bool holds = false;
  std::string reason;
  std::vector<ExpectedSeen> mismatches;
  std::vector<Attempt> seen;  ///< The runs, as evidence.
  std::uint64_t flaps = 0;    ///< Runs more than `are` has.
};

[[nodiscard]] TransitionsResult compare_transitions(const SampleTrack& track, const TransitionsCheck& check);

}  // namespace roadworthy
