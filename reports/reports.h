#pragma once

#include <span>
#include <string_view>

#include "reports/common/run_verdict.h"
#include "reports/common/text_sink.h"

namespace roadworthy {

/// A row of reports.cpp: a report that `--report-NAME FILE` writes.
struct ReportFormat {
  std::string_view name;
  std::string_view summary;
  /// The same run gives the same text, which is valid UTF-8. Memory does not grow with the number of scenarios.
  void (*write)(const RunVerdict& run, const TextSink& out);
  bool printed = false;  ///< On standard output, behind the console's own; its option takes no file.
};

[[nodiscard]] std::span<const ReportFormat> report_formats();

/// Null when there is no format of that name.
[[nodiscard]] const ReportFormat* find_report_format(std::string_view name);

}  // namespace roadworthy
