#include "reports/common/step_rows.h"

#include <algorithm>

#include <fmt/format.h>

#include "reports/common/tally.h"
#include "reports/common/visible.h"

namespace roadworthy::report {
namespace {

Row item_row(const RunVerdict& run, const std::string& item) {
  const std::string_view statement = statement_of(run, item);
  return {.kind = RowKind::item,
          .label = "item",
          .text = visible(statement.empty() ? item : fmt::format("{}: {}", item, statement))};
}

Row since_row(const StepVerdict& step) {
  const Duration lasted = step.started + step.took - step.failing_since;
  return {.kind = RowKind::since,
          .label = "since",
          .text = fmt::format("{} after the scenario's start; it stayed so for {}", seconds_text(step.failing_since),
                              seconds_text(std::max(lasted, Duration{})))};
}

/// Columns line up, so that a change of rhythm shows.
Row looks_row(const Evidence& evidence) {
  Row row{.kind = RowKind::looks, .label = "looks", .text = counted(evidence.looks, "look")};
  if (!evidence.changes.empty()) {
    row.text += fmt::format(", {} seen", counted(evidence.changes.size(), "state"));
  }
  if (evidence.changes_dropped > 0) {
    row.text += fmt::format("; {} not listed", counted(evidence.changes_dropped, "more change"));
  }
  for (const Attempt& change : evidence.changes) {
    const std::string from = seconds_text(change.at);
    const std::string until = change.count > 1 ? fmt::format("to {}", seconds_text(change.until)) : "";
    row.quoted.push_back(
        fmt::format("{:>9} {:12} {:>5}  {}", from, until, fmt::format("{}x", change.count), visible(change.seen)));
  }
  return row;
}

Row figures_row(const Evidence& evidence) {
  Row row{.kind = RowKind::figures, .label = "figures"};
  for (const auto& [name, value] : evidence.figures) {
    row.text += fmt::format("{}{}: {}", row.text.empty() ? "" : ", ", visible(name), visible(value));
  }
  return row;
}

Row body_row(const Evidence& evidence, std::size_t limit) {
  Row row{.kind = RowKind::body, .label = "body", .text = "", .quoted = visible_lines(evidence.body)};
  if (row.quoted.size() > limit) {
    row.text = fmt::format("its first {} of {} lines", limit, row.quoted.size());
    row.quoted.resize(limit);
  }
  return row;
}

Row log_row(const std::string& container, const std::vector<std::string>& tail, std::size_t limit) {
  Row row{.kind = RowKind::log, .label = "log"};
  const std::size_t shown = std::min(limit, tail.size());
  row.text = tail.empty() ? fmt::format("{} printed nothing", visible(container))
                          : fmt::format("of {}, last {}", visible(container), counted(shown, "line"));
  for (std::size_t at = tail.size() - shown; at < tail.size(); ++at) {
    // A line of a log may still hold line feeds when it came out of a JSON document.
    std::vector<std::string> lines = visible_lines(tail[at]);
    if (lines.empty()) {
      lines.emplace_back();
    }
    std::ranges::move(lines, std::back_inserter(row.quoted));
  }
  return row;
}

}  // namespace

std::string headline(const StepVerdict& step) {
  const Place& place = step.place;
  const std::string column = place.column > 0 ? fmt::format(":{}", place.column) : "";
  const std::string line = place.line > 0 ? fmt::format(":{}{}", place.line, column) : "";
  return fmt::format("{}{}: {}{}", visible(place.file), line, step.warning ? "warning: " : "", visible(step.text));
}

std::vector<Row> step_rows(const RunVerdict& run, const StepVerdict& step, const RowLimits& limits) {
  const Evidence& evidence = step.evidence;
  std::vector<Row> rows;
  if (!step.place.excerpt.empty()) {
    rows.push_back({.kind = RowKind::source, .label = "source", .quoted = visible_lines(step.place.excerpt)});
  }
  if (step.item) {
    rows.push_back(item_row(run, *step.item));
  }
  if (!step.reason.empty()) {
    rows.push_back({.kind = RowKind::reason, .label = "reason", .text = visible(step.reason)});
  }
  for (const ExpectedSeen& mismatch : step.mismatches) {
    rows.push_back({.kind = RowKind::expected, .label = "expected", .text = visible(mismatch.expected)});
    rows.push_back({.kind = RowKind::seen, .label = "seen", .text = visible(mismatch.seen)});
  }
  if (!step.remedy.empty()) {
    rows.push_back({.kind = RowKind::remedy, .label = "remedy", .text = visible(step.remedy)});
  }
  if (step.outcome == StepOutcome::failed && evidence.looks > 0) {
    rows.push_back(since_row(step));
  }
  if (evidence.looks > 0 || !evidence.changes.empty()) {
    rows.push_back(looks_row(evidence));
  }
  if (!evidence.figures.empty()) {
    rows.push_back(figures_row(evidence));
  }
  if (!evidence.body.empty()) {
    rows.push_back(body_row(evidence, limits.body_lines));
  }
  for (const auto& [container, state] : evidence.container_states) {
    rows.push_back({.kind = RowKind::container,
                    .label = "container",
                    .text = fmt::format("{}: {}", visible(container), visible(state))});
  }
  for (const auto& [container, tail] : evidence.log_tails) {
    rows.push_back(log_row(container, tail, limits.log_lines));
  }
  return rows;
}

std::string seconds_text(Duration duration) {
  return fmt::format("{:.3f}s", seconds(duration));
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  if (count == 1) {
    return fmt::format("1 {}", one);
  }
  return many.empty() ? fmt::format("{} {}s", count, one) : fmt::format("{} {}", count, many);
}

}  // namespace roadworthy::report
