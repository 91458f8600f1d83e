#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "core/scenario.h"
#include "run/sample_track.h"

namespace roadworthy {

/// What a watch's samples so far were, held against what the watch itself expects.
struct SampleJudgement {
  std::uint64_t answered = 0;
  std::uint64_t refuted = 0;  ///< Of those that were answered.
  Duration first_at{};        ///< Of the first refuted one, from the scenario's start.
  Observation first;
};

/// Takes a watch's samples in a thread of its own from construction to destruction. A look that is slower than the
/// watch's period delays the next one; the longest gap shows it.
class Sampler {
 public:
  Sampler(const Watch& watch, Stand& stand, TimePoint scenario_start);
  Sampler(const Sampler&) = delete;
  Sampler& operator=(const Sampler&) = delete;
  ~Sampler();

  [[nodiscard]] const Watch& watch() const { return watch_; }
  /// Adds what a step has just seen of the same target, so that a state that lasted for less than the watch's period is
  /// no gap in its track. Of looks that overlap nobody knows which was answered first: what the track has seen anyway
  /// since the step's look began is not added once more, out of its order.
  void note(const std::string& sample, TimePoint begun);
  /// What was seen so far, after at least `more` further samples were taken that began after this call; without them at
  /// `deadline`.
  [[nodiscard]] SampleTrack track_after(std::uint64_t more, TimePoint deadline);
  [[nodiscard]] SampleJudgement judgement() const;
  /// The error that ended the sampling, if one did.
  [[nodiscard]] std::optional<Error> broken() const;

 private:
  void run();

  const Watch& watch_;
  Stand& stand_;
  TimePoint scenario_start_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  SampleTrack track_;
  SampleJudgement judgement_;
  TimePoint noted_{};  ///< When a step's look was last added.
  std::optional<Error> broken_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace roadworthy
