#include "cli/report_options.h"

#include <iostream>

#include <fmt/format.h>

#include "cli/run_request.h"
#include "reports/reports.h"
#include "reports/write.h"

namespace roadworthy {
namespace {

bool write_report(const ReportFormat& format, const std::string& file, const RunVerdict& run, const Secrets& secrets) {
  if (file == "-") {
    format.write(run, standard_output(secrets));
    std::cout << std::flush;
    return static_cast<bool>(std::cout);
  }
  const auto written = write_atomically(
      file, [&](const TextSink& out) { format.write(run, [&](std::string_view piece) { out(secrets.hide(piece)); }); });
  if (!written) {
    print_errors({written.error()});
    return false;
  }
  std::cerr << fmt::format("{} report: {}\n", format.name, file);
  return true;
}

}  // namespace

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

TextSink standard_output(const Secrets& secrets) {
  return [&secrets](std::string_view piece) { std::cout << secrets.hide(piece); };
}

bool write_reports(const std::map<std::string, std::string>& reports, const RunVerdict& run, const Secrets& secrets) {
  bool good = true;
  for (const auto& [format, file] : reports) {
    good = write_report(*find_report_format(format), file, run, secrets) && good;
  }
  return good;
}

}  // namespace roadworthy
