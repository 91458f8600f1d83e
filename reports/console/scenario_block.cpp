#include "reports/console/scenario_block.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reports/common/step_rows.h"
#include "reports/common/visible.h"
#include "reports/console/paint.h"

namespace roadworthy::report {
namespace {

constexpr std::size_t kLabelWidth = 11;
constexpr std::size_t kIndentation = 2 + kLabelWidth;
/// A value that takes more lines than these is cut.
constexpr std::size_t kMostLines = 8;

Tone tone_of_row(RowKind kind) {
  switch (kind) {
    case RowKind::expected:
      return Tone::good;
    case RowKind::seen:
      return Tone::bad;
    case RowKind::reason:
      return Tone::strong;
    default:
      return Tone::plain;
  }
}

bool needs_attention(const StepVerdict& step) {
  return step.outcome == StepOutcome::failed || step.outcome == StepOutcome::errored;
}

std::string render_row(const Row& row, const ConsoleStyle& style) {
  const std::string margin(kIndentation, ' ');
  const std::string bar = paint(Tone::faint, "| ", style);
  const std::size_t width = room(style, kIndentation);
  std::string text = "  " + paint(Tone::faint, pad(row.label, kLabelWidth), style);
  bool first = true;
  const auto add = [&](const std::string& line) {
    text += (first ? "" : margin) + line + '\n';
    first = false;
  };
  if (!row.text.empty() || row.quoted.empty()) {
    for (const std::string& line : wrap(cut(row.text, kMostLines * width), width)) {
      add(paint(tone_of_row(row.kind), line, style));
    }
  }
  for (const std::string& line : row.quoted) {
    add(bar + cut(line, width - 2));
  }
  return text;
}

Row sentence(std::string label, std::string text) {
  return {.kind = RowKind::item, .label = std::move(label), .text = std::move(text)};
}

std::string outcome_rows(const ScenarioVerdict& scenario, const ConsoleStyle& style) {
  std::string text;
  if (scenario.outcome == Outcome::errored) {
    text += paint(Tone::broken, "The stand or its environment broke. This says nothing about the deployment.", style);
    text += '\n';
  }
  // A step that says the same says it with its place.
  if (!scenario.reason.empty() &&
      std::ranges::find(scenario.steps, scenario.reason, &StepVerdict::reason) == scenario.steps.end()) {
    text += render_row({.kind = RowKind::reason, .label = "reason", .text = visible(scenario.reason)}, style);
  }
  if (!scenario.remedy.empty()) {
    text += render_row(sentence("remedy", visible(scenario.remedy)), style);
  }
  return text;
}

std::string closing_rows(const ScenarioVerdict& scenario, const ConsoleStyle& style) {
  std::string text;
  std::vector<std::string> unseen;
  for (const auto& [item, verdict] : scenario.items) {
    const bool told = verdict == ItemVerdict::not_shown && !style.only_what_applies;
    if (told || verdict == ItemVerdict::cannot_tell) {
      unseen.push_back(visible(item));
    }
  }
  if (!unseen.empty()) {
    text += render_row(sentence("not shown", fmt::format("{}", fmt::join(unseen, ", "))), style);
  }
  for (const auto& [item, words] : scenario.waivers) {
    text += render_row(sentence("waiver", visible(item + ": " + words)), style);
  }
  for (const std::string& left : scenario.left_behind) {
    text += render_row(sentence("left", visible(left) + " (`roadworthy gc` removes it)"), style);
  }
  if (!scenario.rerun.empty()) {
    // On one line whatever its length: it is there to be copied.
    text += "  " + paint(Tone::faint, pad("again", kLabelWidth), style);
    text += paint(Tone::strong, visible(scenario.rerun), style) + '\n';
  }
  return text;
}

}  // namespace

bool needs_block(const ScenarioVerdict& scenario) {
  return scenario.outcome == Outcome::failed || scenario.outcome == Outcome::errored || !scenario.left_behind.empty() ||
         std::ranges::any_of(scenario.steps, needs_attention);
}

std::string scenario_block(const RunVerdict& run, const ScenarioVerdict& scenario, const ConsoleStyle& style) {
  std::string text = paint(tone_of(scenario.outcome),
                           fmt::format("=== {}: {}", console_word(scenario.outcome), visible(scenario.name)), style);
  text += '\n' + outcome_rows(scenario, style);
  for (const StepVerdict& step : scenario.steps) {
    if (!needs_attention(step)) {
      continue;
    }
    text += paint(Tone::strong, headline(step), style) + '\n';
    for (const Row& row : step_rows(run, step, {})) {
      text += render_row(row, style);
    }
  }
  return text + closing_rows(scenario, style);
}

}  // namespace roadworthy::report
