#include "reports/sarif/sarif.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

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

class SarifWriter {
 public:
  explicit SarifWriter(const RunVerdict& run) : run_(run) {
    for (const auto& [item, statement] : run.item_statements) {
      rule_index(item);
    }
  }

  json write() {
    json results = json::array();
    for (const ScenarioVerdict& scenario : run_.scenarios) {
      for (const StepVerdict& step : scenario.steps) {
        if (step.outcome == StepOutcome::failed || (step.outcome == StepOutcome::not_shown && step.item)) {
          results.push_back(result_of(scenario, step));
        }
      }
    }
    json document = {{"$schema", kSchema}, {"version", "2.1.0"}};
    document["runs"] =
        json::array({{{"tool", {{"driver", {{"name", "Roadworthy"}, {"version", run_.version}, {"rules", rules_}}}}},
                      {"automationDetails", {{"id", "roadworthy/" + run_.run_id}}},
                      {"columnKind", "unicodeCodePoints"},
                      {"invocations", json::array({invocation()})},
                      {"results", std::move(results)},
                      {"properties", about()}}});
    return document;
  }

 private:
  std::size_t rule_index(const std::string& item) {
    const auto found = std::ranges::find(ids_, item);
    if (found != ids_.end()) {
      return static_cast<std::size_t>(found - ids_.begin());
    }
    ids_.push_back(item);
    const auto statement = run_.item_statements.find(item);
    const std::string text =
        statement == run_.item_statements.end() ? "a check that shows no checklist item" : statement->second;
    rules_.push_back({{"id", item},
                      {"shortDescription", {{"text", text}}},
                      {"help", {{"text", "roadworthy explain " + item}}},
                      {"defaultConfiguration", {{"level", "error"}}}});
    return ids_.size() - 1;
  }

  json result_of(const ScenarioVerdict& scenario, const StepVerdict& step) {
    const std::string item = step.item.value_or(std::string(kNoItem));
    const bool failed = step.outcome == StepOutcome::failed;
    const std::size_t index = rule_index(item);
    json result = {
        {"ruleId", item},
        {"ruleIndex", index},
        {"kind", failed ? "fail" : "open"},
        {"level", !failed        ? "none"
                  : step.warning ? "warning"
                                 : "error"},
        {"message", {{"text", message_of(step)}}},
        {"partialFingerprints", {{"roadworthy/v1", fingerprint(item + '\n' + step.place.file + '\n' + step.text)}}},
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
  json about() const {
    json items = json::object();
    for (const auto& [item, verdict] : run_.items) {
      items[item] = to_text(verdict);
    }
    return {{"runtime", run_.runtime}, {"isolation", run_.isolation}, {"kernel", run_.kernel},
            {"seed", run_.seed},       {"subjects", run_.subjects},   {"items", std::move(items)}};
  }

  json invocation() const {
    json notifications = json::array();
    for (const ScenarioVerdict& scenario : run_.scenarios) {
      if (scenario.outcome == Outcome::errored) {
        notifications.push_back(
            {{"level", "error"}, {"message", {{"text", fmt::format("{}: {}", scenario.name, scenario.reason)}}}});
      }
    }
    json node = {{"executionSuccessful", notifications.empty() && !run_.interrupted && !run_.out_of_time},
                 {"exitCode", run_.exit_code},
                 {"toolExecutionNotifications", std::move(notifications)}};
    if (!run_.started_at.empty()) {
      node["startTimeUtc"] = run_.started_at;
    }
    return node;
  }

  const RunVerdict& run_;
  std::vector<std::string> ids_;
  json rules_ = json::array();
};

}  // namespace

std::string render_sarif(const RunVerdict& run) {
  return dump(SarifWriter(run).write(), 2) + '\n';
}

}  // namespace roadworthy
