#include "reports/junit/case_text.h"

#include <array>

#include <fmt/format.h>

#include "reports/common/step_rows.h"
#include "reports/common/visible.h"

namespace roadworthy::report {
namespace {

constexpr std::size_t kLabelWidth = 11;
constexpr std::size_t kLineColumns = 500;
constexpr std::size_t kOutputBytes = 32 * 1024;
constexpr RowLimits kShort{.log_lines = 10, .body_lines = 10};
constexpr RowLimits kWhole{.log_lines = 50, .body_lines = 200};

/// Takes visible text.
std::string without_marks(std::string text) {
  for (const std::string_view mark : {"[[ATTACHMENT|", "[[PROPERTY|"}) {
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
      text.replace(at, 2, "[\\x5b");
    }
  }
  return text;
}

std::string row_text(const Row& row) {
  std::string text = "  " + pad(row.label, kLabelWidth);
  if (!row.text.empty() || row.quoted.empty()) {
    text += cut(row.text, kLineColumns) + '\n';
  }
  for (bool first = row.text.empty(); const std::string& line : row.quoted) {
    text += (first ? "" : std::string(2 + kLabelWidth, ' ')) + "| " + cut(line, kLineColumns) + '\n';
    first = false;
  }
  return text;
}

std::string rows_text(const std::vector<Row>& rows) {
  std::string text;
  for (const Row& row : rows) {
    text += row_text(row);
  }
  return without_marks(std::move(text));
}

/// What belongs to the evidence, and not to the sentence that a failure is.
bool is_evidence(const Row& row) {
  switch (row.kind) {
    case RowKind::looks:
    case RowKind::figures:
    case RowKind::body:
    case RowKind::container:
    case RowKind::log:
      return true;
    case RowKind::source:
    case RowKind::item:
    case RowKind::reason:
    case RowKind::expected:
    case RowKind::seen:
    case RowKind::remedy:
    case RowKind::since:
      break;
  }
  return false;
}

}  // namespace

std::string message_of(const StepVerdict& step) {
  std::string message = step.reason;
  if (!step.mismatches.empty()) {
    const ExpectedSeen& first = step.mismatches.front();
    message += fmt::format("{}expected {}, seen {}", message.empty() ? "" : ": ", first.expected, first.seen);
  }
  if (step.mismatches.size() > 1) {
    message += fmt::format(" (and {} more)", step.mismatches.size() - 1);
  }
  return cut(harmless(message), kLineColumns);
}

std::string text_of(const RunVerdict& run, const ScenarioVerdict& scenario, const Steps& steps) {
  std::string text;
  for (const StepVerdict* step : steps) {
    text += without_marks(headline(*step)) + '\n' + rows_text(step_rows(run, *step, kShort));
  }
  if (!scenario.rerun.empty()) {
    text += "  " + pad("again", kLabelWidth) + harmless(scenario.rerun) + '\n';
  }
  return text;
}

std::string output_of(const RunVerdict& run, const Steps& steps) {
  std::string text;
  for (const StepVerdict* step : steps) {
    std::vector<Row> rows = step_rows(run, *step, kWhole);
    std::erase_if(rows, [](const Row& row) { return !is_evidence(row); });
    if (!rows.empty()) {
      text += without_marks(headline(*step)) + '\n' + rows_text(rows);
    }
  }
  if (text.size() > kOutputBytes) {
    // At the end of a line, so that no character is broken.
    text.resize(text.rfind('\n', kOutputBytes) + 1);
    text += "... the rest is in the JSON report\n";
  }
  return text;
}

std::string harmless(std::string_view text) {
  return without_marks(visible(text));
}

}  // namespace roadworthy::report
