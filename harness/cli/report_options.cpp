#include "cli/report_options.h"

#include <iostream>

#include <fmt/format.h>

#include "cli/run_request.h"
#include "reports/reports.h"
#include "reports/write.h"

namespace roadworthy {

void add_report_options(CLI::App& app, std::map<std::string, std::string>& reports) {
  for (const ReportFormat& report : report_formats()) {
    const std::string option = fmt::format("--report-{}", report.name);
    const std::string name(report.name);
    if (report.printed) {
      app.add_flag_callback(option, [&reports, name] { reports[name] = "-"; }, std::string(report.summary));
      continue;
    }
    app.add_option_function<std::string>(
           option, [&reports, name](const std::string& file) { reports[name] = file; }, std::string(report.summary))
        ->type_name("FILE");
  }
}

bool write_report(const std::string& format, const std::string& file, const std::string& text) {
  if (file == "-") {
    std::cout << text << std::flush;
    return static_cast<bool>(std::cout);
  }
  if (const auto written = write_atomically(file, text); !written) {
    print_errors({written.error()});
    return false;
  }
  std::cerr << fmt::format("{} report: {}\n", format, file);
  return true;
}

}  // namespace roadworthy
