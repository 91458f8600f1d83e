#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/verdict.h"

namespace roadworthy {

/// A row of reports.cpp: a report that `--report-NAME FILE` writes.
struct ReportFormat {
  std::string_view name;
  std::string_view summary;
  /// Pure: the same run gives the same text, which is valid UTF-8.
  std::string (*render)(const RunVerdict& run);
  bool printed = false;  ///< On standard output, behind the console's own; its option takes no file.
};

[[nodiscard]] std::span<const ReportFormat> report_formats();

/// Null when there is no format of that name.
[[nodiscard]] const ReportFormat* find_report_format(std::string_view name);

}  // namespace roadworthy
