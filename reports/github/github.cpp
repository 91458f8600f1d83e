#include "reports/github/github.h"

#include <string_view>

#include <fmt/format.h>

#include "reports/common/visible.h"

namespace roadworthy {
namespace {

using report::visible;

/// The text of a workflow command. `property`: of what stands before the second `::`.
std::string escaped(std::string_view text, bool property) {
  std::string result;
  for (const char letter : text) {
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
    add("file", escaped(visible(place.file.starts_with("./") ? place.file.substr(2) : place.file), true));
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
  std::string message = visible(step.text);
  if (!step.reason.empty()) {
    message += ": " + visible(step.reason);
  }
  for (const ExpectedSeen& mismatch : step.mismatches) {
    message += fmt::format("\nexpected {}, saw {}", visible(mismatch.expected), visible(mismatch.seen));
  }
  if (!step.remedy.empty()) {
    message += "\n" + visible(step.remedy);
  }
  return message;
}

/// What was run, on what: an annotation of its own, so that the others can be told from those of another run.
std::string about(const RunVerdict& run) {
  std::string text = fmt::format("run {} of version {}", visible(run.run_id), visible(run.version));
  for (const auto& [what, value] :
       {std::pair{"runtime", &run.runtime}, {"isolation", &run.isolation}, {"kernel", &run.kernel}}) {
    text += value->empty() ? "" : fmt::format(", {} {}", what, visible(*value));
  }
  for (const auto& [name, subject] : run.subjects) {
    text += fmt::format("\n{} = {}", visible(name), visible(subject));
  }
  for (const auto& [item, verdict] : run.items) {
    if (verdict == ItemVerdict::not_shown) {
      text += fmt::format("\n{} was not shown", visible(item));
    }
  }
  return text;
}

}  // namespace

void write_github(const RunVerdict& run, const TextSink& out) {
  out(command("notice", {}, "Roadworthy", about(run)));
  for (const ScenarioVerdict& scenario : run.scenarios) {
    for (const StepVerdict& step : scenario.steps) {
      if (step.outcome == StepOutcome::failed) {
        const Place& place = step.place.file.empty() ? Place{.file = scenario.file} : step.place;
        out(command(step.warning ? "warning" : "error", place, visible(step.item.value_or(scenario.name)),
                    message_of(step)));
      }
    }
    if (scenario.outcome == Outcome::errored) {
      out(command("warning", {.file = scenario.file}, "the stand broke",
                  visible(scenario.name) + ": " + visible(scenario.reason)));
    }
  }
  for (const std::string& item : run.required_not_shown) {
    out(command("error", {}, visible(item), "this item was required, and nothing showed it"));
  }
}

}  // namespace roadworthy
