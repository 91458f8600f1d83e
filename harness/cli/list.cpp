#include <cmath>
#include <iostream>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/registry.h"
#include "cli/run_request.h"

namespace roadworthy {
namespace {

struct ListRequest {
  Selection selection;
  Inputs inputs;
  bool json = false;
};

/// Enough for the file's own waits twice over (a retry within a test runner is another run), start and tear-down.
double timeout_seconds(const Scenario& scenario) {
  return std::ceil(seconds(longest(scenario)) * 1.5 + 60);
}

int list(const ListRequest& request) {
  auto options = make_load_options();
  if (!options) {
    print_errors(options.error());
    return exit_code::kEnvironment;
  }
  apply(request.inputs, *options);
  const auto scenarios = select_scenarios(request.selection, *options);
  if (!scenarios) {
    print_errors(scenarios.error());
    return exit_code::kUsage;
  }
  auto rows = nlohmann::json::array();
  for (const LoadedScenario& loaded : *scenarios) {
    const Scenario& scenario = loaded.scenario;
    const auto items = items_of(scenario);
    rows.push_back({{"file", scenario.file},
                    {"name", scenario.name},
                    {"labels", scenario.labels},
                    {"items", items},
                    {"timeout_seconds", timeout_seconds(scenario)}});
    if (!request.json) {
      std::cout << fmt::format("{}: {}\n  labels: {}\n  items: {}\n", scenario.file, scenario.name,
                               fmt::join(scenario.labels, ", "), fmt::join(items, ", "));
    }
  }
  if (request.json) {
    std::cout << nlohmann::json{{"scenarios", rows}}.dump(2) << '\n';
  }
  return exit_code::kPassed;
}

}  // namespace

void define_list(CLI::App& app, int& exit_code) {
  auto request = std::make_shared<ListRequest>();
  add_selection_options(app, request->selection);
  add_input_options(app, request->inputs);
  app.add_flag("--json", request->json, "as JSON: {\"scenarios\":[{file, name, labels, items, timeout_seconds}]}");
  app.callback([request, &exit_code] { exit_code = list(*request); });
}

}  // namespace roadworthy
