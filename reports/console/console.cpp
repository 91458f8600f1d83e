#include "reports/console/console.h"

#include <fmt/format.h>

#include "reports/common/step_rows.h"
#include "reports/common/visible.h"
#include "reports/console/paint.h"
#include "reports/console/scenario_block.h"
#include "reports/console/summary.h"

namespace roadworthy {
namespace {

using namespace report;

/// What is needed to judge the run later, or to run it again.
std::string header(const RunVerdict& run, const ConsoleStyle& style) {
  std::string text = paint(Tone::strong, fmt::format("roadworthy {}", visible(run.version)), style);
  text += fmt::format(", run {}, started {}\n", visible(run.run_id), visible(run.started_at));
  text += fmt::format("  runtime {} {}, isolation {}, kernel {}, seed {}\n", visible(run.runtime),
                      visible(run.runtime_version), visible(run.isolation), visible(run.kernel), run.seed);
  for (const auto& [name, subject] : run.subjects) {
    text += fmt::format("  subject {} = {}\n", visible(name), visible(subject));
  }
  return text;
}

std::string outcome_line(const ScenarioVerdict& scenario, const ConsoleStyle& style) {
  const std::string word = pad(console_word(scenario.outcome), 8);
  const std::string name = visible(scenario.name);
  std::string text =
      fmt::format("{} {:>8.1f}s  {}", paint(tone_of(scenario.outcome), word, style), seconds(scenario.wall), name);
  text += "  " + paint(Tone::faint, visible(scenario.file), style) + '\n';
  if (scenario.tries > 1) {
    text += fmt::format("{:20}{}\n", "", counted(scenario.tries, "try", "tries"));
  }
  // A block of its own tells the reason of the others.
  if (!scenario.reason.empty() && !needs_block(scenario)) {
    for (const std::string& line : wrap(visible(scenario.reason), room(style, 20))) {
      text += fmt::format("{:20}{}\n", "", line);
    }
    if (!scenario.remedy.empty()) {
      text += fmt::format("{:20}{}\n", "", visible(scenario.remedy));
    }
  }
  return text;
}

}  // namespace

std::string render_console(const RunVerdict& run, const ConsoleStyle& style) {
  std::string text = header(run, style) + '\n';
  for (const ScenarioVerdict& scenario : run.scenarios) {
    text += outcome_line(scenario, style);
  }
  for (const ScenarioVerdict& scenario : run.scenarios) {
    if (needs_block(scenario)) {
      text += '\n' + scenario_block(run, scenario, style);
    }
  }
  const std::string items = item_table(run, style);
  text += items.empty() ? "" : '\n' + items;
  return text + '\n' + totals(run, style);
}

}  // namespace roadworthy
