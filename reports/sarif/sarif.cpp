#include "reports/sarif/sarif.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "reports/common/json_list.h"

namespace roadworthy {
namespace {

using json = nlohmann::json;

constexpr std::string_view kSchema = "https://json.schemastore.org/sarif-2.1.0.json";
constexpr std::string_view kNoItem = "roadworthy";  ///< Of checks that show no item.

/// A path as a URI reference (RFC 3986): what a path may have and a URI may not is percent-encoded.
std::string uri_of(std::string_view path) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
  std::string uri = path.starts_with('/') ? "file://" : "";
  while (path.starts_with("./")) {
    path.remove_prefix(2);
  }
  for (const char letter : path) {
    uri += plain.find(letter) != std::string_view::npos
               ? std::string(1, letter)
               : fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(letter)));
  }
  return uri;
}

/// The same for the same text everywhere (FNV-1a), unlike std::hash.
std::string fingerprint(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char letter : text) {
    hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211ULL;
  }
  return fmt::format("{:016x}", hash);
}

json location_of(const Place& place) {
  json physical = {{"artifactLocation", {{"uri", uri_of(place.file)}}}};
  if (place.line > 0) {
    json region = {{"startLine", place.line}};
    if (place.column > 0) {
      region["startColumn"] = place.column;
    }
    physical["region"] = std::move(region);
  }
  return {{"physicalLocation", std::move(physical)}};
}

std::string message_of(const StepVerdict& step) {
  std::string message = step.text;
  if (!step.reason.empty()) {
    message += ": " + step.reason;
  }
  for (const ExpectedSeen& mismatch : step.mismatches) {
    message += fmt::format("\nexpected {}, saw {}", mismatch.expected, mismatch.seen);
  }
  if (!step.remedy.empty()) {
    message += "\n" + step.remedy;
  }
  return message;
}

bool is_result(const StepVerdict& step) {
  return step.outcome == StepOutcome::failed || (step.outcome == StepOutcome::not_shown && step.item);
}

/// What is said of the run as a whole, gathered in one pass over its scenarios.
struct Gathered {
  std::vector<std::string> rules;  ///< Ids: the checklist's items, then what scenarios name besides.
  json notifications = json::array();
};

void add_rule(std::vector<std::string>& rules, const std::string& id) {
  if (std::ranges::find(rules, id) == rules.end()) {
    rules.push_back(id);
  }
}

std::string rule_of(const StepVerdict& step) {
  return step.item.value_or(std::string(kNoItem));
}

Gathered gather(const RunVerdict& run) {
  Gathered gathered;
  for (const auto& [item, statement] : run.item_statements) {
    gathered.rules.push_back(item);
  }
  for (const ScenarioVerdict& scenario : run.scenarios) {
    for (const StepVerdict& step : scenario.steps) {
      if (is_result(step)) {
        add_rule(gathered.rules, rule_of(step));
      }
    }
    if (scenario.outcome == Outcome::errored) {
      gathered.notifications.push_back(
          {{"level", "error"}, {"message", {{"text", fmt::format("{}: {}", scenario.name, scenario.reason)}}}});
    }
  }
  return gathered;
}

json rule_node(const RunVerdict& run, const std::string& id) {
  const auto statement = run.item_statements.find(id);
  const std::string text =
      statement == run.item_statements.end() ? "a check that shows no checklist item" : statement->second;
  return {{"id", id},
          {"shortDescription", {{"text", text}}},
          {"help", {{"text", "roadworthy explain " + id}}},
          {"defaultConfiguration", {{"level", "error"}}}};
}

json result_node(const std::vector<std::string>& rules, const ScenarioVerdict& scenario, const StepVerdict& step) {
  const std::string rule = rule_of(step);
  const bool failed = step.outcome == StepOutcome::failed;
  json result = {
      {"ruleId", rule},
      {"ruleIndex", std::ranges::find(rules, rule) - rules.begin()},
      {"kind", failed ? "fail" : "open"},
      {"level", !failed        ? "none"
                : step.warning ? "warning"
                               : "error"},
      {"message", {{"text", message_of(step)}}},
      {"partialFingerprints", {{"roadworthy/v1", fingerprint(rule + '\n' + step.place.file + '\n' + step.text)}}},
      {"properties", {{"scenario", scenario.name}, {"rerun", scenario.rerun}}}};
  if (!step.rule.empty()) {
    result["properties"]["rule"] = step.rule;
  }
  const Place& place = step.place.file.empty() ? Place{.file = scenario.file} : step.place;
  if (!place.file.empty()) {
    result["locations"] = json::array({location_of(place)});
  }
  return result;
}

/// What was run, and on what.
json properties_node(const RunVerdict& run) {
  json items = json::object();
  for (const auto& [item, verdict] : run.items) {
    items[item] = to_text(verdict);
  }
  return {{"runtime", run.runtime}, {"isolation", run.isolation}, {"kernel", run.kernel},
          {"seed", run.seed},       {"subjects", run.subjects},   {"items", std::move(items)}};
}

json invocation_node(const RunVerdict& run, json notifications) {
  json node = {{"executionSuccessful", notifications.empty() && !run.interrupted && !run.out_of_time},
               {"exitCode", run.exit_code},
               {"toolExecutionNotifications", std::move(notifications)}};
  if (!run.started_at.empty()) {
    node["startTimeUtc"] = run.started_at;
  }
  return node;
}

/// The document without its results.
json frame(const RunVerdict& run, Gathered gathered) {
  json rules = json::array();
  for (const std::string& id : gathered.rules) {
    rules.push_back(rule_node(run, id));
  }
  json document = {{"$schema", kSchema}, {"version", "2.1.0"}};
  document["runs"] =
      json::array({{{"tool", {{"driver", {{"name", "Roadworthy"}, {"version", run.version}, {"rules", rules}}}}},
                    {"automationDetails", {{"id", "roadworthy/" + run.run_id}}},
                    {"columnKind", "unicodeCodePoints"},
                    {"invocations", json::array({invocation_node(run, std::move(gathered.notifications))})},
                    {"properties", properties_node(run)}}});
  return document;
}

}  // namespace

void write_sarif(const RunVerdict& run, const TextSink& out) {
  const Gathered gathered = gather(run);
  const json::json_pointer results("/runs/0/results");
  report::write_with_list(frame(run, gathered), results, out, [&](const report::AddElement& add) {
    for (const ScenarioVerdict& scenario : run.scenarios) {
      for (const StepVerdict& step : scenario.steps) {
        if (is_result(step)) {
          add(result_node(gathered.rules, scenario, step));
        }
      }
    }
  });
}

}  // namespace roadworthy
