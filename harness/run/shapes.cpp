#include "run/shapes.h"

#include <algorithm>

#include <fmt/format.h>

#include "run/evidence_recorder.h"

namespace roadworthy {
namespace {

using namespace std::chrono_literals;

/// Between two looks without `every`: short at first, so that what is ready at once costs nothing; soon slower, so that
/// what is not is left in peace.
class Pace {
 public:
  explicit Pace(Duration every) : fixed_(every) {}
  Duration next() {
    if (fixed_ > Duration::zero()) {
      return fixed_;
    }
    const Duration pause = pause_;
    pause_ = std::min<Duration>(pause_ * 3 / 2, 100ms);
    return pause;
  }

 private:
  Duration fixed_;
  Duration pause_ = 2ms;
};

/// A container whose end nobody asked for, in words.
std::optional<std::string> unexpected_exit(Stand& stand, const std::vector<std::string>& containers) {
  for (const std::string& name : containers) {
    const auto state = stand.state(name);
    if (!state || state->phase != Phase::exited || state->ended_by_step) {
      continue;
    }
    const ContainerSpec* spec = find_container(stand.topology(), name);
    if (spec == nullptr || !may_end(*spec)) {
      return fmt::format("{} {}", name, describe(*state));
    }
  }
  return std::nullopt;
}

/// Waits for the next look: until `until`, or until something happened that a check of this kind can see, or a
/// container died.
void await_next_look(const Check& check, Stand& stand, const std::vector<std::string>& containers, TimePoint until) {
  while (!stand.interrupted() && stand.clock().now() < until) {
    const auto seen = stand.changes();
    if (unexpected_exit(stand, containers)) {
      return;
    }
    stand.await_change(seen, until);
    if (check.follows_events) {
      return;
    }
  }
}

struct Shaper {
  const ShapedCheck& shaped;
  Stand& stand;
  std::vector<std::string> containers;
  EvidenceRecorder recorder;
  const OnLook& on_look;
  TimePoint begun{};  ///< The newest look.
  ShapeResult result{};

  void record(const Observation& seen) {
    recorder.add(seen, stand.clock().now());
    if (on_look) {
      on_look(seen, begun);
    }
  }

  /// Looks once; nothing when the stand broke.
  std::optional<Observation> look(TimePoint deadline) {
    begun = stand.clock().now();
    auto seen = shaped.check.look(stand, deadline);
    if (!seen) {
      result.outcome = seen.error().kind == ErrorKind::unavailable ? StepOutcome::not_shown : StepOutcome::errored;
      result.reason = seen.error().message;
      result.remedy = seen.error().remedy;
      return std::nullopt;
    }
    if (seen->unavailable) {
      result.outcome = StepOutcome::not_shown;
      result.reason = seen->seen;
      return std::nullopt;
    }
    return std::move(*seen);
  }

  bool interrupted() {
    if (!stand.interrupted()) {
      return false;
    }
    result.outcome = StepOutcome::errored;
    result.reason = "interrupted";
    return true;
  }

  void fail(std::string reason, const Observation& last) {
    result.outcome = StepOutcome::failed;
    result.reason = std::move(reason);
    result.failing_since = recorder.last_change();
    for (const Mismatch& mismatch : last.mismatches) {
      result.mismatches.push_back({mismatch.expected, mismatch.seen});
    }
  }

  void run_now() {
    const auto seen = look(stand.clock().now() + 1h);  // The check's own limits end it.
    if (!seen || interrupted()) {
      return;
    }
    record(*seen);
    if (seen->holds) {
      result.outcome = StepOutcome::passed;
    } else {
      fail("it does not hold", *seen);
    }
  }

  void run_eventually() {
    const TimePoint deadline = stand.clock().now() + shaped.length;
    Pace pace(shaped.every);
    std::optional<Observation> last;
    for (;;) {
      // A container that ended before the look explains what the look will see; one that ends later is met in the next
      // turn.
      const auto exit = unexpected_exit(stand, containers);
      auto seen = look(deadline);
      if (!seen || interrupted()) {
        return;
      }
      const bool out_of_time = stand.clock().now() >= deadline;
      // A look that the deadline cut short says nothing about the subject; the one before it does.
      if (!(last && out_of_time && !seen->answered)) {
        record(*seen);
        last = std::move(seen);
      }
      if (last->holds) {
        result.outcome = StepOutcome::passed;
        return;
      }
      if (exit) {
        return fail(fmt::format("the wait ended early: {}", *exit), *last);
      }
      if (!out_of_time) {
        await_next_look(shaped.check, stand, containers, std::min(deadline, stand.clock().now() + pace.next()));
      }
      if (out_of_time || stand.clock().now() >= deadline) {
        return fail(fmt::format("not within {}", to_text(shaped.length)), *last);
      }
    }
  }

  /// `wanted`: whether every look must hold (consistently) or none may (never).
  void run_throughout(bool wanted) {
    const TimePoint end = stand.clock().now() + shaped.length;
    const Duration every = shaped.every > Duration::zero() ? shaped.every : Duration(100ms);
    for (;;) {
      const auto exit = unexpected_exit(stand, containers);
      auto seen = look(stand.clock().now() + 1h);
      if (!seen || interrupted()) {
        return;
      }
      record(*seen);
      if (seen->holds != wanted) {
        if (!wanted) {
          seen->mismatches = {{fmt::format("never: {}", shaped.check.description), seen->seen}};
        }
        const auto looks = recorder.looks();
        return fail(fmt::format("look {} {}", looks, wanted ? "did not hold" : "saw what must never be"), *seen);
      }
      if (exit && wanted) {
        return fail(fmt::format("ended early: {}", *exit), *seen);
      }
      if (stand.clock().now() >= end) {
        result.outcome = StepOutcome::passed;
        return;
      }
      const TimePoint next = std::min(end, stand.clock().now() + every);
      while (!stand.interrupted() && stand.clock().now() < next) {
        stand.await_change(stand.changes(), next);
      }
    }
  }
};

}  // namespace

std::vector<std::string> containers_behind(const Topology& topology, const std::vector<NamedPlace>& places) {
  std::vector<std::string> names;
  const auto add = [&](const ContainerSpec& container) {
    const auto name = stand_name(topology, container);
    if (std::ranges::find(names, name) == names.end()) {
      names.push_back(name);
    }
  };
  for (const NamedPlace& place : places) {
    if (const PodSpec* pod = find_pod(topology, place.name)) {
      std::ranges::for_each(pod->containers, add);
    } else if (const ContainerSpec* container = find_container(topology, place.name)) {
      add(*container);
    }
  }
  return names;
}

ShapeResult run_shape(const ShapedCheck& shaped, Stand& stand, TimePoint scenario_start, const OnLook& on_look) {
  const auto& places = shaped.on.empty() ? shaped.check.addresses : shaped.on;
  Shaper shaper{.shaped = shaped,
                .stand = stand,
                .containers = containers_behind(stand.topology(), places),
                .recorder = EvidenceRecorder(scenario_start),
                .on_look = on_look};
  switch (shaped.shape) {
    case Shape::now:
      shaper.run_now();
      break;
    case Shape::eventually:
      shaper.run_eventually();
      break;
    case Shape::consistently:
      shaper.run_throughout(true);
      break;
    case Shape::never:
      shaper.run_throughout(false);
      break;
  }
  ShapeResult result = std::move(shaper.result);
  result.evidence = shaper.recorder.take();
  if (result.outcome == StepOutcome::failed || result.outcome == StepOutcome::errored) {
    const auto behind = containers_behind(stand.topology(), shaped.check.addresses);
    add_container_evidence(result.evidence, stand, behind);
  }
  return result;
}

}  // namespace roadworthy
