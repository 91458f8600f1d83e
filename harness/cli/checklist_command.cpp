#include <iostream>
#include <map>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "cli/checklist.h"
#include "cli/command.h"
#include "cli/paths.h"
#include "cli/registry.h"
#include "cli/run_request.h"

namespace roadworthy {
namespace {

/// Item to the scenario files that show it.
std::expected<std::map<std::string, std::vector<std::string>>, Errors> shown_by_scenarios(
    const std::vector<std::string>& paths) {
  const auto options = make_load_options();
  if (!options) {
    return std::unexpected(options.error());
  }
  const auto files = find_scenario_files(paths);
  if (!files) {
    return std::unexpected(Errors{files.error()});
  }
  std::map<std::string, std::vector<std::string>> shown;
  for (const std::string& file : *files) {
    const auto loaded = load_scenario(file, *options);
    if (!loaded) {
      return std::unexpected(loaded.error());
    }
    for (const std::string& item : items_of(loaded->scenario)) {
      shown[item].push_back(file);
    }
  }
  return shown;
}

int print(std::vector<std::string> paths, bool json) {
  const auto checklist = read_checklist();
  if (!checklist) {
    print_errors(checklist.error());
    return exit_code::kEnvironment;
  }
  if (paths.empty()) {
    paths.push_back(data_folder().value() + "/scenarios");
  }
  auto shown = shown_by_scenarios(paths);
  if (!shown) {
    print_errors(shown.error());
    return exit_code::kUsage;
  }
  auto rows = nlohmann::json::array();
  for (const ChecklistItem& item : *checklist) {
    const auto& files = (*shown)[item.id];
    if (json) {
      rows.push_back({{"id", item.id},
                      {"statement", item.statement},
                      {"shown_by", item.shown_by},
                      {"planned", item.planned},
                      {"scenarios", files}});
      continue;
    }
    std::cout << fmt::format("{} ({})\n  {}\n", item.id, fmt::join(item.shown_by, ", "), item.statement);
    if (files.empty()) {
      std::cout << (item.planned ? "  planned\n" : "  shown by nothing here\n");
    }
    for (const std::string& file : files) {
      std::cout << fmt::format("  shown by {}\n", file);
    }
  }
  if (json) {
    std::cout << nlohmann::json{{"items", rows}}.dump(2) << '\n';
  }
  return exit_code::kPassed;
}

}  // namespace

void define_checklist(CLI::App& app, int& exit_code) {
  struct Request {
    std::vector<std::string> paths;
    bool json = false;
  };
  auto request = std::make_shared<Request>();
  app.add_option("paths", request->paths, "scenarios that may show an item [those that come with the program]");
  app.add_flag("--json", request->json, "as JSON");
  app.callback([request, &exit_code] { exit_code = print(request->paths, request->json); });
}

}  // namespace roadworthy
