#include "run/sampler.h"

namespace roadworthy {

using namespace std::chrono_literals;

Sampler::Sampler(const Watch& watch, Stand& stand, TimePoint scenario_start)
    : watch_(watch), stand_(stand), scenario_start_(scenario_start), thread_([this] { run(); }) {}

Sampler::~Sampler() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Sampler::run() {
  TimePoint next = stand_.clock().now();
  for (;;) {
    // A look that hangs must not hold up the end of the scenario for long; its own timeout is the check's.
    const TimePoint begun = stand_.clock().now();
    auto seen = watch_.check.look(stand_, begun + 1h);
    std::unique_lock lock(mutex_);
    if (ending_) {
      return;
    }
    if (!seen) {
      broken_ = std::move(seen.error());
      changed_.notify_all();
      return;
    }
    // A look that began before a step's and ends after it may tell what was so before the step: the step knows better.
    if (begun >= noted_) {
      track_.add(seen->sample, stand_.clock().now() - scenario_start_);
    }
    if (seen->answered) {
      judgement_.answered += 1;
      judgement_.refuted += seen->holds ? 0 : 1;
      if (!seen->holds && judgement_.refuted == 1) {
        judgement_.first_at = stand_.clock().now() - scenario_start_;
        judgement_.first = *std::move(seen);
      }
    }
    changed_.notify_all();
    next = std::max(next + watch_.every, stand_.clock().now());
    if (changed_.wait_until(lock, next, [this] { return ending_; })) {
      return;
    }
  }
}

SampleJudgement Sampler::judgement() const {
  const std::scoped_lock lock(mutex_);
  return judgement_;
}

void Sampler::note(const std::string& sample, TimePoint begun) {
  const std::scoped_lock lock(mutex_);
  noted_ = stand_.clock().now();
  if (!track_.may_have_held(sample, begun - scenario_start_)) {
    track_.add(sample, noted_ - scenario_start_);
  }
}

SampleTrack Sampler::track_after(std::uint64_t more, TimePoint deadline) {
  std::unique_lock lock(mutex_);
  // One sample may be under way that began before this call.
  const std::uint64_t enough = track_.samples() + more + 1;
  changed_.wait_until(lock, deadline, [&] { return track_.samples() >= enough || broken_ || stand_.interrupted(); });
  return track_;
}

std::optional<Error> Sampler::broken() const {
  const std::scoped_lock lock(mutex_);
  return broken_;
}

}  // namespace roadworthy
