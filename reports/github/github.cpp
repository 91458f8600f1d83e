#include "reports/github/github.h"

#include <string_view>

#include <fmt/format.h>

namespace roadworthy {
namespace {

constexpr std::size_t kLongest = 4096;  ///< Bytes of a message; GitHub cuts what is much longer.

/// The text of a workflow command. `property`: of what stands before the second `::`.
std::string escaped(std::string_view text, bool property) {
  std::string result;
  for (const char letter : text.substr(0, kLongest)) {
    const bool special =
        letter == '%' || letter == '\r' || letter == '\n' || (property && (letter == ':' || letter == ','));
    const bool control = static_cast<unsigned char>(letter) < 0x20 && letter != '\t' && !special;
    result += special   ? fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(letter)))
              : control ? "?"
                        : std::string(1, letter);
  }
  return result;
}

std::string command(std::string_view level, const Place& place, std::string_view title, std::string_view message) {
  std::string properties;
  const auto add = [&](std::string_view name, const std::string& value) {
    properties += fmt::format("{}{}={}", properties.empty() ? " " : ",", name, value);
  };
  if (!place.file.empty()) {
    add("file", escaped(place.file.starts_with("./") ? place.file.substr(2) : place.file, true));
    if (place.line > 0) {
      add("line", std::to_string(place.line));
    }
    if (place.column > 0) {
      add("col", std::to_string(place.column));
    }
  }
  if (!title.empty()) {
    add("title", escaped(title, true));
  }
  return fmt::format("::{}{}::{}\n", level, properties, escaped(message, false));
}

std::string message_of(const StepVerdict& step) {
  std::string message = step.text + (step.reason.empty() ? "" : ": " + step.reason);
  for (const ExpectedSeen& mismatch : step.mismatches) {
    message += fmt::format("\nexpected {}, saw {}", mismatch.expected, mismatch.seen);
  }
  if (!step.remedy.empty()) {
    message += "\n" + step.remedy;
  }
  return message;
}

}  // namespace

std::string render_github(const RunVerdict& run) {
  std::string text;
  for (const ScenarioVerdict& scenario : run.scenarios) {
    for (const StepVerdict& step : scenario.steps) {
      if (step.outcome == StepOutcome::failed) {
        const Place& place = step.place.file.empty() ? Place{.file = scenario.file} : step.place;
        text += command(step.warning ? "warning" : "error", place, step.item.value_or(scenario.name), message_of(step));
      }
    }
    if (scenario.outcome == Outcome::errored) {
      text += command("warning", {.file = scenario.file}, "the stand broke", scenario.name + ": " + scenario.reason);
    }
  }
  for (const std::string& item : run.required_not_shown) {
    text += command("error", {}, item, "this item was required, and nothing showed it");
  }
  return text;
}

}  // namespace roadworthy
