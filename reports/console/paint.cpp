#include "reports/console/paint.h"

#include <algorithm>

#include <fmt/format.h>

namespace roadworthy::report {
namespace {

constexpr std::size_t kLeastWidth = 60;

std::string_view parameters(Tone tone) {
  switch (tone) {
    case Tone::plain:
      return "";
    case Tone::strong:
      return "1";
    case Tone::faint:
      return "2";
    case Tone::good:
      return "32";
    case Tone::bad:
      return "1;31";
    case Tone::broken:
      return "1;35";
    case Tone::doubtful:
      return "33";
  }
  return "";
}

}  // namespace

std::string paint(Tone tone, std::string_view text, const ConsoleStyle& style) {
  if (!style.colour || tone == Tone::plain || text.empty()) {
    return std::string(text);
  }
  return fmt::format("\x1b[{}m{}\x1b[0m", parameters(tone), text);
}

Tone tone_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::passed:
      return Tone::good;
    case Outcome::failed:
      return Tone::bad;
    case Outcome::errored:
      return Tone::broken;
    case Outcome::skipped:
    case Outcome::flaky:
      return Tone::doubtful;
  }
  return Tone::plain;
}

Tone tone_of(ItemVerdict verdict) {
  switch (verdict) {
    case ItemVerdict::holds:
      return Tone::good;
    case ItemVerdict::fails:
      return Tone::bad;
    case ItemVerdict::cannot_tell:
      return Tone::broken;
    case ItemVerdict::not_shown:
      return Tone::doubtful;
    case ItemVerdict::planned:
      return Tone::faint;
    case ItemVerdict::waived:
      return Tone::doubtful;
  }
  return Tone::plain;
}

Tone tone_of(StepOutcome outcome) {
  switch (outcome) {
    case StepOutcome::passed:
      return Tone::good;
    case StepOutcome::failed:
      return Tone::bad;
    case StepOutcome::errored:
      return Tone::broken;
    case StepOutcome::not_shown:
    case StepOutcome::not_reached:
      return Tone::doubtful;
  }
  return Tone::plain;
}

std::string_view console_word(Outcome outcome) {
  switch (outcome) {
    case Outcome::failed:
      return "FAILED";
    case Outcome::errored:
      return "ERRORED";
    case Outcome::flaky:
      return "FLAKY";
    case Outcome::passed:
    case Outcome::skipped:
      break;
  }
  return to_text(outcome);
}

std::string_view console_word(StepOutcome outcome) {
  switch (outcome) {
    case StepOutcome::failed:
      return "FAILED";
    case StepOutcome::errored:
      return "ERRORED";
    case StepOutcome::passed:
    case StepOutcome::not_shown:
    case StepOutcome::not_reached:
      break;
  }
  return to_text(outcome);
}

std::size_t room(const ConsoleStyle& style, std::size_t indentation) {
  const std::size_t width = std::max(kLeastWidth, static_cast<std::size_t>(std::max(style.width, 0)));
  return width - std::min(width, indentation);
}

}  // namespace roadworthy::report
