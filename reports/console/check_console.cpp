#include "reports/console/check_console.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reports/common/visible.h"

namespace roadworthy {
namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kWidth = 100;

/// Takes them out of the run, and returns their names.
std::vector<std::string> take_what_does_not_apply(RunVerdict& run) {
  std::vector<std::string> names;
  for (const auto& [item, verdict] : run.items) {
    const bool required = std::ranges::find(run.required_not_shown, item) != run.required_not_shown.end();
    if (verdict == ItemVerdict::not_shown && !required) {
      names.push_back(item);
    }
  }
  for (const std::string& name : names) {
    run.items.erase(name);
  }
  for (ScenarioVerdict& scenario : run.scenarios) {
    std::erase_if(scenario.items, [](const auto& item) { return item.second == ItemVerdict::not_shown; });
  }
  return names;
}

/// How much of what was looked at could not be told.
std::string doubt_text(const RunVerdict& run) {
  std::size_t shown = 0;
  std::size_t doubtful = 0;
  for (const ScenarioVerdict& scenario : run.scenarios) {
    shown += scenario.items.size();
    doubtful += static_cast<std::size_t>(std::ranges::count_if(
        scenario.items, [](const auto& item) { return item.second == ItemVerdict::cannot_tell; }));
  }
  const double share = shown == 0 ? 0 : 100.0 * static_cast<double>(doubtful) / static_cast<double>(shown);
  return fmt::format("{} definition{}, cannot tell: {} of {} verdicts ({:.1f} %)\n", run.scenarios.size(),
                     run.scenarios.size() == 1 ? "" : "s", doubtful, shown, share);
}

}  // namespace

std::string check_console(const RunVerdict& run, const ConsoleStyle& style) {
  RunVerdict shown = run;
  const std::vector<std::string> names = take_what_does_not_apply(shown);
  std::string text = render_console(shown, style) + doubt_text(shown);
  for (const ScenarioVerdict& scenario : shown.scenarios) {
    for (const auto& [item, words] : scenario.waivers) {
      text += fmt::format("{}: {}: {}\n", report::visible(scenario.file), item, report::visible(words));
    }
  }
  if (shown.items.empty()) {
    text += "Nothing was shown: no checklist item is about anything in these definitions.\n";
  }
  if (names.empty()) {
    return text;
  }
  text += fmt::format("not shown, for want of what they are about ({}; `roadworthy explain ITEM` says what it is):\n",
                      names.size());
  for (const std::string& line : report::wrap(fmt::format("{}", fmt::join(names, ", ")), kWidth - kIndent)) {
    text += fmt::format("{:{}}{}\n", "", kIndent, line);
  }
  return text;
}

}  // namespace roadworthy
