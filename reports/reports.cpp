#include "reports/reports.h"

#include <algorithm>
#include <array>

#include "reports/console/console.h"
#include "reports/github/github.h"
#include "reports/html/html.h"
#include "reports/json/json.h"
#include "reports/junit/junit.h"
#include "reports/sarif/sarif.h"

namespace roadworthy {
namespace {

void write_text(const RunVerdict& run, const TextSink& out) {
  write_console(run, {}, out);
}

/// Every report that a run can write. A new one is a row here and a folder beside this file.
constexpr std::array kFormats{
    ReportFormat{"junit", "JUnit XML: a suite for each scenario, a case for each checklist item", &write_junit},
    ReportFormat{"json", "everything that is known of the run, for programs", &write_json},
    ReportFormat{"html", "one page for people, with all that is told of a failure, which needs nothing from elsewhere",
                 &write_html},
    ReportFormat{"sarif", "SARIF 2.1.0, for code scanning", &write_sarif},
    ReportFormat{"github", "print annotations of GitHub Actions", &write_github, true},
    ReportFormat{"text", "what the terminal shows, without colours", &write_text},
};

}  // namespace

std::span<const ReportFormat> report_formats() {
  return kFormats;
}

const ReportFormat* find_report_format(std::string_view name) {
  const auto* row = std::ranges::find(kFormats, name, &ReportFormat::name);
  return row == kFormats.end() ? nullptr : row;
}

}  // namespace roadworthy
