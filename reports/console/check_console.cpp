#include "reports/console/check_console.h"

#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reports/common/tally.h"
#include "reports/common/visible.h"

namespace roadworthy {
namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kWidth = 100;
/// Reasons why something cannot be told; the other reports have all of them.
constexpr std::size_t kMostDoubts = 20;

std::vector<std::string> what_does_not_apply(const RunVerdict& run) {
  std::vector<std::string> names;
  for (const auto& [item, verdict] : run.items) {
    if (report::does_not_apply(run, item)) {
      names.push_back(item);
    }
  }
  return names;
}

/// `plan.json:5:10: ECS-SIZE: cannot tell: ...`; empty where a step is of another kind.
std::string doubt_line(const StepVerdict& step) {
  const bool doubt = step.outcome == StepOutcome::not_shown && step.item && step.reason.starts_with("cannot tell");
  if (!doubt) {
    return {};
  }
  const Place& place = step.place;
  const std::string in_file = place.line == 0 ? "" : fmt::format(":{}:{}", place.line, place.column);
  return fmt::format("  {}{}: {}: {}\n", report::visible(place.file), in_file, *step.item,
                     report::visible(step.reason));
}

/// How much of what was looked at could not be told, and why; then the waivers.
void write_doubts_and_waivers(const RunVerdict& run, const TextSink& out) {
  std::size_t shown = 0;
  std::size_t doubtful = 0;
  std::size_t doubts = 0;
  std::string reasons;
  std::string waivers;
  for (const ScenarioVerdict& scenario : run.scenarios) {
    for (const auto& [item, verdict] : scenario.items) {
      shown += verdict == ItemVerdict::not_shown ? 0 : 1;
      doubtful += verdict == ItemVerdict::cannot_tell ? 1 : 0;
    }
    for (const StepVerdict& step : scenario.steps) {
      const std::string line = doubt_line(step);
      doubts += line.empty() ? 0 : 1;
      reasons += doubts <= kMostDoubts ? line : "";
    }
    for (const auto& [item, words] : scenario.waivers) {
      waivers += fmt::format("{}: {}: {}\n", report::visible(scenario.file), item, report::visible(words));
    }
  }
  const double share = shown == 0 ? 0 : 100.0 * static_cast<double>(doubtful) / static_cast<double>(shown);
  out(fmt::format("{} definition{}, cannot tell: {} of {} verdicts ({:.1f} %)\n", run.scenarios.size(),
                  run.scenarios.size() == 1 ? "" : "s", doubtful, shown, share));
  out(reasons);
  if (doubts > kMostDoubts) {
    out(fmt::format("  and {} more, which `--report-json` tells\n", doubts - kMostDoubts));
  }
  out(waivers);
}

}  // namespace

void write_check_console(const RunVerdict& run, ConsoleStyle style, const TextSink& out) {
  style.only_what_applies = true;
  write_console(run, style, out);
  write_doubts_and_waivers(run, out);
  const std::vector<std::string> names = what_does_not_apply(run);
  if (names.size() == run.items.size()) {
    out("Nothing was shown: no checklist item is about anything in these definitions.\n");
  }
  if (names.empty()) {
    return;
  }
  out(fmt::format("not shown, for want of what they are about ({}; `roadworthy explain ITEM` says what it is):\n",
                  names.size()));
  for (const std::string& line : report::wrap(fmt::format("{}", fmt::join(names, ", ")), kWidth - kIndent)) {
    out(fmt::format("{:{}}{}\n", "", kIndent, line));
  }
}

}  // namespace roadworthy
