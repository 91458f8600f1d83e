#include "reports/console/console.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reports/common/step_rows.h"
#include "reports/common/tally.h"
#include "reports/common/visible.h"
#include "reports/console/paint.h"
#include "reports/console/scenario_block.h"
#include "reports/console/summary.h"

namespace roadworthy {
namespace {

using namespace report;

constexpr std::size_t kNameColumn = 20;

/// `name value`, or nothing when there is no value.
void add(std::vector<std::string>& parts, std::string_view name, const std::string& value) {
  if (!value.empty()) {
    parts.push_back(fmt::format("{} {}", name, visible(value)));
  }
}

/// What is needed to judge the run later, or to run it again.
std::string header(const RunVerdict& run, const ConsoleStyle& style) {
  std::vector<std::string> title;
  add(title, "run", run.run_id);
  add(title, "started", run.started_at);
  title.insert(title.begin(), paint(Tone::strong, fmt::format("roadworthy {}", visible(run.version)), style));
  std::vector<std::string> stand;
  if (!run.runtime.empty()) {
    add(stand, "runtime", run.runtime_version.empty() ? run.runtime : run.runtime + ' ' + run.runtime_version);
  }
  add(stand, "isolation", run.isolation);
  add(stand, "kernel", run.kernel);
  std::string text = fmt::format("{}\n", fmt::join(title, ", "));
  if (!stand.empty()) {
    // Without a stand nothing was left to chance.
    add(stand, "seed", fmt::format("{}", run.seed));
    text += fmt::format("  {}\n", fmt::join(stand, ", "));
  }
  for (const auto& [name, subject] : run.subjects) {
    text += fmt::format("  subject {} = {}\n", visible(name), visible(subject));
  }
  return text;
}

/// A paragraph under the name of a scenario.
std::string under_name(const std::string& text, const ConsoleStyle& style) {
  std::string result;
  for (const std::string& line : wrap(text, room(style, kNameColumn))) {
    result += std::string(kNameColumn, ' ') + line + '\n';
  }
  return result;
}

std::string outcome_line(const ScenarioVerdict& scenario, const ConsoleStyle& style) {
  const std::string word = paint(tone_of(scenario.outcome), pad(console_word(scenario.outcome), 8), style);
  const std::string file = paint(Tone::faint, visible(scenario.file), style);
  std::string text = fmt::format("{} {:>8.1f}s  {}  {}\n", word, seconds(scenario.wall), visible(scenario.name), file);
  if (scenario.tries > 1) {
    text += under_name(counted(scenario.tries, "try", "tries"), style);
  }
  if (needs_block(scenario)) {
    return text;  // There it says why.
  }
  if (!scenario.reason.empty()) {
    text += under_name(visible(scenario.reason), style);
  }
  if (!scenario.remedy.empty()) {
    text += under_name(fmt::format("remedy: {}", visible(scenario.remedy)), style);
  }
  return text;
}

}  // namespace

void write_console(const RunVerdict& run, const ConsoleStyle& style, const TextSink& out) {
  const auto write = [&out](std::string text) { out(without_line_commands(std::move(text))); };
  write(header(run, style) + '\n');
  for (const ScenarioVerdict& scenario : run.scenarios) {
    write(outcome_line(scenario, style));
  }
  for (const ScenarioVerdict& scenario : run.scenarios) {
    if (needs_block(scenario)) {
      write('\n' + scenario_block(run, scenario, style));
    }
  }
  const Tally tally = tally_of(run);
  const std::string items = item_table(run, tally, style);
  write((items.empty() ? "" : '\n' + items) + '\n' + totals(run, tally, style));
}

}  // namespace roadworthy
