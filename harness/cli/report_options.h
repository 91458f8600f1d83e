#pragma once

#include <map>
#include <string>

#include <CLI/CLI.hpp>

#include "core/verdict.h"

namespace roadworthy {

/// Adds `--report-NAME FILE` for every report, and `--report-github`, which is printed. `reports` gets format to file;
/// `-` is the standard output.
void add_report_options(CLI::App& app, std::map<std::string, std::string>& reports);

/// Writes one report's text. False, and a message on standard error, when it cannot be written.
[[nodiscard]] bool write_report(const std::string& format, const std::string& file, const std::string& text);

}  // namespace roadworthy
