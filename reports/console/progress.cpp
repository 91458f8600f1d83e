#include "reports/console/progress.h"

#include <fmt/format.h>

#include "reports/common/step_rows.h"
#include "reports/common/visible.h"
#include "reports/console/paint.h"

namespace roadworthy {
namespace {

using namespace report;

constexpr std::size_t kWordWidth = 9;

struct Line {
  std::string_view what;
  std::string time;
  std::string_view word;
  Tone tone = Tone::plain;
  std::string tail;
};

std::string render(const ProgressPosition& position, const Line& line, const ConsoleStyle& style) {
  const std::string of = fmt::format("{}", position.of);
  const std::string head =
      fmt::format("[{:>{}}/{}] {:8} {:>10} ", position.number, of.size(), of, line.what, line.time);
  const std::string tail = cut(line.tail, room(style, columns(head) + kWordWidth + 1));
  return head + paint(line.tone, pad(line.word, kWordWidth), style) + ' ' + tail + '\n';
}

std::string with_reason(const std::string& text, const std::string& reason) {
  return reason.empty() ? visible(text) : fmt::format("{}: {}", visible(text), visible(reason));
}

}  // namespace

std::string progress_started(const ProgressPosition& position, std::string_view scenario, const ConsoleStyle& style) {
  return render(position, {.what = "started", .tail = visible(scenario)}, style);
}

std::string progress_step(const ProgressPosition& position, const StepVerdict& step, const ConsoleStyle& style) {
  return render(position,
                {.what = "step",
                 .time = seconds_text(step.took),
                 .word = console_word(step.outcome),
                 .tone = tone_of(step.outcome),
                 .tail = with_reason(step.text, step.reason)},
                style);
}

std::string progress_finished(const ProgressPosition& position, const ScenarioVerdict& scenario,
                              const ConsoleStyle& style) {
  return render(position,
                {.what = "finished",
                 .time = seconds_text(scenario.wall),
                 .word = console_word(scenario.outcome),
                 .tone = tone_of(scenario.outcome),
                 .tail = with_reason(scenario.name, scenario.reason)},
                style);
}

}  // namespace roadworthy
