#pragma once

#include <map>
#include <string>

#include <CLI/CLI.hpp>

#include "core/secrets.h"
#include "reports/common/run_verdict.h"
#include "reports/common/text_sink.h"

namespace roadworthy {

/// Adds `--report-NAME FILE` for every report, and `--report-github`, which is printed. `reports` gets format to file;
/// `-` is the standard output.
void add_report_options(CLI::App& app, std::map<std::string, std::string>& reports);

/// Writes every report that was asked for; `secrets` are hidden in it. False, and a message on standard error, when one
/// cannot be written.
[[nodiscard]] bool write_reports(const std::map<std::string, std::string>& reports, const RunVerdict& run,
                                 const Secrets& secrets);

/// On standard output, with `secrets` hidden.
[[nodiscard]] TextSink standard_output(const Secrets& secrets);

}  // namespace roadworthy
