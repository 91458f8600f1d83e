#include "reports/console/summary.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reports/common/step_rows.h"
#include "reports/common/tally.h"
#include "reports/common/visible.h"
#include "reports/console/paint.h"

namespace roadworthy::report {
namespace {

constexpr std::size_t kVerdictWidth = 12;

struct Result {
  int exit_code;
  std::string_view word;
  std::string_view meaning;
  Tone tone;
};

constexpr std::array kResults{
    Result{0, "PASSED", "everything that was shown holds", Tone::good},
    Result{1, "FAILED", "the deployment is not as it must be, or a required item was not shown", Tone::bad},
    Result{2, "INVALID", "the command line or a file is wrong, or nothing was selected", Tone::broken},
    Result{3, "ERRORED", "the stand or its environment broke", Tone::broken},
    Result{4, "ERRORED", "the overall time ran out", Tone::broken},
    Result{5, "ERRORED", "something was left behind", Tone::broken},
    Result{77, "SKIPPED", "every scenario was skipped", Tone::doubtful},
    Result{130, "INTERRUPTED", "by SIGINT, after tear-down", Tone::broken},
    Result{143, "INTERRUPTED", "by SIGTERM, after tear-down", Tone::broken},
};

Result result_of(const RunVerdict& run) {
  const auto* row = std::ranges::find(kResults, run.exit_code, &Result::exit_code);
  return row == kResults.end() ? Result{run.exit_code, "ERRORED", "an unknown exit code", Tone::broken} : *row;
}

using Items = std::map<std::string, ItemVerdict>;

/// The items that this style tells of.
Items told_items(const RunVerdict& run, const ConsoleStyle& style) {
  Items items = run.items;
  if (style.only_what_applies) {
    std::erase_if(items, [&](const auto& item) { return does_not_apply(run, item.first); });
  }
  return items;
}

std::size_t item_width(const RunVerdict& run, const ConsoleStyle& style) {
  std::size_t width = 0;
  for (const auto& [item, verdict] : told_items(run, style)) {
    width = std::max(width, columns(visible(item)));
  }
  for (const std::string& item : run.required_not_shown) {
    width = std::max(width, columns(visible(item)));
  }
  return width;
}

/// `scenarios   12: 9 passed, 3 failed`, kinds of which there are none left out.
template <typename Word, std::size_t N, typename Count>
std::string total_line(std::string_view of, const std::array<Word, N>& words, const Count& count,
                       const ConsoleStyle& style) {
  std::size_t all = 0;
  std::vector<std::string> parts;
  for (const Word word : words) {
    const std::size_t number = count(word);
    all += number;
    if (number > 0) {
      parts.push_back(paint(tone_of(word), fmt::format("{} {}", number, to_text(word)), style));
    }
  }
  return fmt::format("{:9} {:>4}{}{}\n", of, all, all > 0 ? ": " : "", fmt::join(parts, ", "));
}

/// As many files as there is room for, at least one, and how many there are besides.
std::string files_text(const ShownBy& shown, std::size_t room) {
  std::string text;
  std::size_t told = 0;
  for (const std::string& file : shown.files) {
    const std::string longer = text + (text.empty() ? "" : " ") + visible(file);
    const std::size_t left = shown.files.size() + shown.more - told - 1;
    const std::size_t needed = columns(longer) + (left == 0 ? 0 : fmt::formatted_size(" and {} more", left));
    if (told > 0 && needed > room) {
      break;
    }
    text = longer;
    ++told;
  }
  const std::size_t left = shown.files.size() + shown.more - told;
  return cut(left == 0 ? text : fmt::format("{} and {} more", text, left), room);
}

std::string not_shown_lines(const RunVerdict& run, const Tally& tally, const ConsoleStyle& style) {
  const std::size_t width = item_width(run, style);
  std::string text;
  for (const NotShown& item : tally.not_shown) {
    if (style.only_what_applies && !item.required) {
      continue;
    }
    const std::string why = fmt::format("{}{}", item.required ? "REQUIRED; " : "", visible(item.why));
    bool first = true;
    for (const std::string& line : wrap(why, room(style, width + 4))) {
      const std::string name = pad(first ? visible(item.item) : "", width);
      text += fmt::format("  {}  {}\n", name, paint(item.required ? Tone::bad : Tone::plain, line, style));
      first = false;
    }
  }
  return text.empty() ? text : paint(Tone::strong, "Not shown", style) + '\n' + text;
}

}  // namespace

std::string item_table(const RunVerdict& run, const Tally& tally, const ConsoleStyle& style) {
  const std::size_t width = item_width(run, style);
  std::string text;
  for (const auto& [item, verdict] : told_items(run, style)) {
    if (verdict == ItemVerdict::planned) {
      continue;
    }
    const auto shown = tally.shown_by.find(item);
    const std::string by =
        shown == tally.shown_by.end() ? "" : files_text(shown->second, room(style, width + kVerdictWidth + 4));
    std::string line =
        fmt::format("  {}  {}", pad(visible(item), width),
                    paint(tone_of(verdict), pad(to_text(verdict), by.empty() ? 0 : kVerdictWidth), style));
    text += line + paint(Tone::faint, by, style) + '\n';
  }
  return text.empty() ? text : paint(Tone::strong, "Checklist", style) + '\n' + text;
}

std::string totals(const RunVerdict& run, const Tally& tally, const ConsoleStyle& style) {
  std::string text = not_shown_lines(run, tally, style);
  if (!text.empty()) {
    text += '\n';
  }
  text += total_line(
      "scenarios", std::array{Outcome::passed, Outcome::flaky, Outcome::failed, Outcome::errored, Outcome::skipped},
      [&](Outcome outcome) { return tally.count(outcome); }, style);
  const Items items = told_items(run, style);
  text += total_line(
      "items",
      std::array{ItemVerdict::holds, ItemVerdict::fails, ItemVerdict::cannot_tell, ItemVerdict::not_shown,
                 ItemVerdict::waived, ItemVerdict::planned},
      [&](ItemVerdict verdict) {
        return static_cast<std::size_t>(
            std::ranges::count_if(items, [&](const auto& item) { return item.second == verdict; }));
      },
      style);
  if (run.interrupted) {
    text +=
        paint(Tone::broken, "The run was interrupted: scenarios that did not start are missing here.", style) + '\n';
  }
  if (run.out_of_time) {
    text +=
        paint(Tone::broken, "The overall time ran out: scenarios that did not start are missing here.", style) + '\n';
  }
  const Result result = result_of(run);
  text += paint(result.tone, fmt::format("{}: {}", result.word, result.meaning), style);
  return text + fmt::format(" (exit code {}, {})\n", run.exit_code, seconds_text(run.wall));
}

}  // namespace roadworthy::report
