#include "reports/json/json.h"

#include <string>

#include <nlohmann/json.hpp>

#include "reports/common/json_list.h"

namespace roadworthy {
namespace {

using json = nlohmann::json;

/// Raised when a field changes its meaning or goes away; not when one is added.
constexpr int kFormatVersion = 1;

/// All but the scenarios.
json about(const RunVerdict& run) {
  json items = json::object();
  for (const auto& [item, verdict] : run.items) {
    const auto statement = run.item_statements.find(item);
    items[item] = {{"verdict", to_text(verdict)},
                   {"statement", statement == run.item_statements.end() ? "" : statement->second}};
  }
  return {{"format_version", kFormatVersion},
          {"version", run.version},
          {"run_id", run.run_id},
          {"started_at", run.started_at},
          {"wall_seconds", seconds(run.wall)},
          {"runtime", run.runtime},
          {"runtime_version", run.runtime_version},
          {"isolation", run.isolation},
          {"kernel", run.kernel},
          {"seed", std::to_string(run.seed)},  // Readers that keep numbers as doubles would change it.
          {"subjects", run.subjects},
          {"items", std::move(items)},
          {"required_not_shown", run.required_not_shown},
          {"interrupted", run.interrupted},
          {"out_of_time", run.out_of_time},
          {"exit_code", run.exit_code}};
}

}  // namespace

void write_json(const RunVerdict& run, const TextSink& out) {
  report::write_with_list(about(run), json::json_pointer("/scenarios"), out, [&](const auto& add) {
    for (const ScenarioVerdict& scenario : run.scenarios) {
      add(scenario);
    }
  });
}

}  // namespace roadworthy
