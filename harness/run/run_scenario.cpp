#include "run/run_scenario.h"

#include <algorithm>
#include <deque>
#include <optional>

#include <fmt/format.h>

#include "run/evidence_recorder.h"
#include "run/sampler.h"
#include "run/shapes.h"

namespace roadworthy {
namespace {

using namespace std::chrono_literals;

constexpr Duration kActionLimit = 60s;  ///< For an action that waits, such as for a stand-in that must listen.

struct Progress {
  const Scenario& scenario;
  Stand& stand;
  TimePoint start;
  std::deque<Sampler> samplers{};
  ScenarioVerdict& verdict;
  Captures captured{};
  std::deque<Step> resolved{};  ///< Steps that name captured values, as they were done; what they began is theirs.
};

Place place_of(const SourceSpan& span) {
  return {.file = span.file ? span.file->path : "", .line = span.line, .column = span.column, .excerpt = excerpt(span)};
}

void run_action(const Action& action, Progress& progress, StepVerdict& step) {
  const auto done = action.run(progress.stand, progress.stand.clock().now() + kActionLimit);
  if (done) {
    step.outcome = StepOutcome::passed;
    for (const auto& [name, value] : action.captured ? *action.captured : Captures{}) {
      progress.captured[name] = value;
    }
    return;
  }
  const Error& error = done.error();
  const bool failed = action.asks_subject && error.kind == ErrorKind::no_answer;
  step.outcome = error.kind == ErrorKind::unavailable ? StepOutcome::not_shown
                 : failed                             ? StepOutcome::failed
                                                      : StepOutcome::errored;
  step.reason = error.message;
  if (step.outcome == StepOutcome::errored) {
    progress.verdict.reason = fmt::format("{}: {}", action.description, error.message);
    progress.verdict.remedy = error.remedy;
  }
  if (step.outcome != StepOutcome::not_shown) {
    add_container_evidence(step.evidence, progress.stand,
                           containers_behind(progress.scenario.topology, action.addresses));
  }
}

void run_shaped(const ShapedCheck& shaped, Progress& progress, StepVerdict& step) {
  const TimePoint begun = progress.stand.clock().now();
  ShapeResult result =
      run_shape(shaped, progress.stand, progress.start, [&](const Observation& seen, TimePoint look_begun) {
        for (Sampler& sampler : progress.samplers) {
          if (!shaped.check.target.empty() && sampler.watch().check.target == shaped.check.target) {
            sampler.note(seen.sample, look_begun);
          }
        }
      });
  step.outcome = result.outcome;
  step.reason = std::move(result.reason);
  step.mismatches = std::move(result.mismatches);
  step.evidence = std::move(result.evidence);
  step.failing_since = result.failing_since;
  const Duration took = progress.stand.clock().now() - begun;
  if (shaped.shape == Shape::eventually) {
    progress.verdict.awaited += took;
  } else {
    progress.verdict.written += std::min(took, shaped.length);
  }
  if (step.outcome == StepOutcome::errored) {
    progress.verdict.reason = step.reason;
    progress.verdict.remedy = std::move(result.remedy);
  }
}

/// Whether an error has ended the sampling; it is told then.
bool errored_by(const Sampler& sampler, Progress& progress, StepVerdict& step) {
  const auto broken = sampler.broken();
  if (!broken) {
    return false;
  }
  step.outcome = StepOutcome::errored;
  step.reason = broken->message;
  progress.verdict.reason = broken->message;
  progress.verdict.remedy = broken->remedy;
  return true;
}

void run_transitions(const TransitionsCheck& check, Progress& progress, StepVerdict& step) {
  const auto sampler =
      std::ranges::find(progress.samplers, check.watch, [](const Sampler& each) { return each.watch().name; });
  const TimePoint begun = progress.stand.clock().now();
  SampleTrack track = sampler->track_after(0, begun);
  if (!compare_transitions(track, check).holds) {
    // The last change may not have been sampled yet: two more samples, then the judgement.
    track = sampler->track_after(2, begun + 30s);
  }
  progress.verdict.awaited += progress.stand.clock().now() - begun;
  if (errored_by(*sampler, progress, step)) {
    return;
  }
  TransitionsResult result = compare_transitions(track, check);
  step.outcome = result.holds ? StepOutcome::passed : StepOutcome::failed;
  step.reason = std::move(result.reason);
  step.mismatches = std::move(result.mismatches);
  step.evidence.looks = track.samples();
  step.evidence.changes = std::move(result.seen);
  step.evidence.figures["longest gap"] = to_text(track.longest_gap());
  step.evidence.figures["flaps"] = fmt::format("{}", result.flaps);
  if (!step.evidence.changes.empty()) {
    step.failing_since = step.evidence.changes.back().at;
  }
  if (step.outcome == StepOutcome::failed) {
    add_container_evidence(step.evidence, progress.stand,
                           containers_behind(progress.scenario.topology, sampler->watch().check.addresses));
  }
}

void run_throughout(const ThroughoutCheck& check, Progress& progress, StepVerdict& step) {
  const auto sampler =
      std::ranges::find(progress.samplers, check.watch, [](const Sampler& each) { return each.watch().name; });
  if (errored_by(*sampler, progress, step)) {
    return;
  }
  const SampleJudgement judged = sampler->judgement();
  step.evidence.looks = judged.answered;
  step.outcome = judged.answered > 0 && judged.refuted == 0 ? StepOutcome::passed : StepOutcome::failed;
  if (step.outcome == StepOutcome::passed) {
    return;
  }
  if (judged.answered == 0) {
    step.reason = fmt::format("{} was never answered", check.watch);
  } else {
    step.reason = fmt::format("{} of {} samples did not hold, the first of them at {}", judged.refuted, judged.answered,
                              to_text(judged.first_at));
    step.failing_since = judged.first_at;
    step.evidence.body = judged.first.body;
    for (const Mismatch& mismatch : judged.first.mismatches) {
      step.mismatches.push_back({mismatch.expected, mismatch.seen});
    }
  }
  add_container_evidence(step.evidence, progress.stand,
                         containers_behind(progress.scenario.topology, sampler->watch().check.addresses));
}

void run_what(const Step& step, Progress& progress, StepVerdict& verdict) {
  if (const auto* action = std::get_if<Action>(&step.what)) {
    run_action(*action, progress, verdict);
  } else if (const auto* shaped = std::get_if<ShapedCheck>(&step.what)) {
    run_shaped(*shaped, progress, verdict);
  } else if (const auto* transitions = std::get_if<TransitionsCheck>(&step.what)) {
    run_transitions(*transitions, progress, verdict);
  } else {
    run_throughout(std::get<ThroughoutCheck>(step.what), progress, verdict);
  }
}

void run_step(const Step& step, Progress& progress, StepVerdict& verdict) {
  const TimePoint begun = progress.stand.clock().now();
  verdict.started = begun - progress.start;
  if (!step.resolve) {
    run_what(step, progress, verdict);
  } else if (auto resolved = step.resolve(progress.captured)) {
    const Step& known = progress.resolved.emplace_back(*std::move(resolved));
    verdict.text = known.text;
    run_what(known, progress, verdict);
  } else {
    verdict.outcome = StepOutcome::errored;
    verdict.reason = resolved.error().front().message;
    progress.verdict.reason = fmt::format("{}: {}", step.text, verdict.reason);
  }
  verdict.took = progress.stand.clock().now() - begun;
}

/// Every step of the file as one that was not reached.
void list_steps(const Scenario& scenario, ScenarioVerdict& verdict) {
  for (const Step& step : scenario.steps) {
    verdict.steps.push_back({.text = step.text,
                             .item = step.item,
                             .is_check = !std::holds_alternative<Action>(step.what),
                             .place = place_of(step.where),
                             .outcome = StepOutcome::not_reached,
                             .reason = {},
                             .mismatches = {},
                             .evidence = {}});
  }
}

/// Fails wins; an item is green only when each of its checks passed.
void judge_items(ScenarioVerdict& verdict) {
  for (const StepVerdict& step : verdict.steps) {
    if (!step.item) {
      continue;
    }
    const ItemVerdict shown = step.outcome == StepOutcome::passed    ? ItemVerdict::holds
                              : step.outcome == StepOutcome::failed  ? ItemVerdict::fails
                              : step.outcome == StepOutcome::errored ? ItemVerdict::cannot_tell
                                                                     : ItemVerdict::not_shown;
    const auto [entry, fresh] = verdict.items.emplace(*step.item, shown);
    const auto weight = [](ItemVerdict each) {
      return each == ItemVerdict::fails         ? 3
             : each == ItemVerdict::cannot_tell ? 2
             : each == ItemVerdict::not_shown   ? 1
                                                : 0;
    };
    if (!fresh && weight(shown) > weight(entry->second)) {
      entry->second = shown;
    }
  }
}

void do_steps(Progress& progress, const OnStep& on_step) {
  ScenarioVerdict& verdict = progress.verdict;
  for (const Watch& watch : progress.scenario.watches) {
    progress.samplers.emplace_back(watch, progress.stand, progress.start);
  }
  std::optional<std::string> why_not;  // Nothing after a step that cannot be shown means what the file says.
  verdict.outcome = Outcome::passed;
  for (std::size_t at = 0; at < progress.scenario.steps.size(); ++at) {
    const Step& step = progress.scenario.steps[at];
    StepVerdict& shown = verdict.steps[at];
    if (why_not) {
      shown.outcome = StepOutcome::not_shown;
      shown.reason = *why_not;
      continue;
    }
    run_step(step, progress, shown);
    on_step(shown);
    if (progress.stand.interrupted()) {
      verdict.outcome = Outcome::errored;
      verdict.reason = "interrupted";
      verdict.cut_short = true;
      return;
    }
    if (shown.outcome == StepOutcome::failed || shown.outcome == StepOutcome::errored) {
      verdict.outcome = shown.outcome == StepOutcome::failed ? Outcome::failed : Outcome::errored;
      return;
    }
    if (shown.outcome == StepOutcome::not_shown) {
      why_not = shown.reason;
      verdict.reason = shown.reason;
    }
  }
}

}  // namespace

ScenarioVerdict run_scenario(const Scenario& scenario, Runtime& runtime, const StandOptions& options,
                             const Clock& clock, const OnStep& on_step, const std::function<void(Stand*)>& on_stand,
                             const OnJudged& on_judged) {
  ScenarioVerdict verdict;
  verdict.name = scenario.name;
  verdict.file = scenario.file;
  verdict.labels = scenario.labels;
  list_steps(scenario, verdict);
  const TimePoint start = clock.now();
  auto stand = runtime.prepare(scenario.topology, options);
  if (!stand) {
    judge_items(verdict);
    verdict.outcome = stand.error().kind == ErrorKind::unavailable ? Outcome::skipped : Outcome::errored;
    verdict.reason = stand.error().message;
    verdict.remedy = stand.error().remedy;
    for (StepVerdict& step : verdict.steps) {
      step.outcome = verdict.outcome == Outcome::skipped ? StepOutcome::not_shown : step.outcome;
    }
  } else {
    on_stand(stand->get());
    {
      Progress progress{.scenario = scenario, .stand = **stand, .start = start, .verdict = verdict};
      do_steps(progress, on_step);
      (*stand)->interrupt();  // Ends looks that are still under way, so that the samplers can be joined.
      for (const Step& step : scenario.steps) {
        if (const auto* action = std::get_if<Action>(&step.what); action != nullptr && action->finish) {
          action->finish();
        }
      }
    }
    judge_items(verdict);
    if (!on_judged || !on_judged(verdict, **stand)) {
      for (const Error& error : (*stand)->tear_down()) {
        verdict.left_behind.push_back(error.message);
      }
    }
    on_stand(nullptr);
  }
  verdict.wall = clock.now() - start;
  return verdict;
}

}  // namespace roadworthy
