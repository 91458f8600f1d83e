#include "run/sample_track.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace roadworthy {
namespace {

constexpr std::size_t kRunsKept = 10'000;
constexpr std::size_t kRunsShown = 50;

/// The runs that count, neighbours joined where a left-out `none` stood between them.
std::vector<SampleRun> counted_runs(const SampleTrack& track, const TransitionsCheck& check) {
  const bool none_counts = std::ranges::find(check.are, kNoSample) != check.are.end();
  std::vector<SampleRun> joined;
  for (const SampleRun& run : track.runs()) {
    if (run.sample == kNoSample && !none_counts) {
      continue;
    }
    if (!joined.empty() && joined.back().sample == run.sample) {
      joined.back().count += run.count;
      joined.back().last = run.last;
    } else {
      joined.push_back(run);
    }
  }
  const auto start = std::ranges::find_if(
      joined, [&](const SampleRun& run) { return run.sample == check.are.front() && run.count >= 2; });
  joined.erase(joined.begin(), start);
  return joined;
}

std::vector<std::string> words_of(const std::vector<SampleRun>& runs) {
  std::vector<std::string> words;
  for (const SampleRun& run : runs) {
    words.push_back(run.sample);
  }
  return words;
}

}  // namespace

bool SampleTrack::may_have_held(const std::string& sample, Duration since) const {
  if (runs_.empty() || last_ < since) {
    return false;
  }
  auto run = std::ranges::lower_bound(runs_, since, {}, &SampleRun::last);
  run -= run == runs_.begin() ? 0 : 1;
  return std::any_of(run, runs_.end(), [&](const SampleRun& each) { return each.sample == sample; });
}

void SampleTrack::add(const std::string& sample, Duration when) {
  if (samples_ > 0) {
    longest_gap_ = std::max(longest_gap_, when - last_);
  }
  ++samples_;
  last_ = when;
  if (!runs_.empty() && runs_.back().sample == sample) {
    ++runs_.back().count;
    runs_.back().last = when;
    return;
  }
  if (runs_.size() == kRunsKept) {
    overflowed_ = true;
    return;
  }
  runs_.push_back({.sample = sample, .count = 1, .first = when, .last = when});
}

TransitionsResult compare_transitions(const SampleTrack& track, const TransitionsCheck& check) {
  TransitionsResult result;
  for (const SampleRun& run : track.runs()) {
    if (result.seen.size() < kRunsShown) {
      result.seen.push_back({.at = run.first, .until = run.last, .count = run.count, .seen = run.sample});
    }
    if (std::ranges::find(check.never, run.sample) != check.never.end()) {
      result.mismatches.push_back(
          {fmt::format("never {}", run.sample),
           fmt::format("{} from {} to {} ({} samples)", run.sample, to_text(run.first), to_text(run.last), run.count)});
    }
  }
  const auto words = words_of(counted_runs(track, check));
  if (words != check.are) {
    result.mismatches.push_back({fmt::format("{}", fmt::join(check.are, ", ")),
                                 words.empty() ? fmt::format("{} never twice in a row", check.are.front())
                                               : fmt::format("{}", fmt::join(words, ", "))});
  }
  result.flaps = words.size() > check.are.size() ? words.size() - check.are.size() : 0;
  if (track.overflowed()) {
    result.mismatches.push_back({"samples that settle", fmt::format("more than {} changes", kRunsKept)});
  }
  result.holds = result.mismatches.empty();
  result.reason = result.holds ? "" : "the samples did not go as expected";
  return result;
}

}  // namespace roadworthy
