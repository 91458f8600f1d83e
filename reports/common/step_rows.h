#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "reports/common/run_verdict.h"

namespace roadworthy::report {

enum class RowKind { source, item, reason, expected, seen, remedy, since, looks, figures, body, container, log };

/// One labelled part of what is told of a step. All of it is visible.
struct Row {
  RowKind kind = RowKind::reason;
  std::string label;
  std::string text;                 ///< A sentence or a value; may be wrapped.
  std::vector<std::string> quoted;  ///< Lines under it that somebody else wrote or that line up; cut, never wrapped.
};

struct RowLimits {
  std::size_t log_lines = 20;   ///< Newest lines of each container.
  std::size_t body_lines = 20;  ///< First lines.
};

/// `file:line:col: text` of a step, without a column when it has none.
[[nodiscard]] std::string headline(const StepVerdict& step);

/// What a reader of a failure needs, in the order they need it: the item, expected and seen, since when, all that was
/// seen on the way, the containers and their logs.
[[nodiscard]] std::vector<Row> step_rows(const RunVerdict& run, const StepVerdict& step, const RowLimits& limits);

/// Seconds with three digits and their unit: `12.345s`.
[[nodiscard]] std::string seconds_text(Duration duration);

/// `1 look`, `2 looks`.
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view one, std::string_view many = {});

}  // namespace roadworthy::report
