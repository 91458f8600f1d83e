#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/verdict.h"

namespace roadworthy {
namespace {

using nlohmann::json;

constexpr std::array kOutcomes{Outcome::passed, Outcome::failed, Outcome::errored, Outcome::skipped, Outcome::flaky};
constexpr std::array kItemVerdicts{ItemVerdict::holds,     ItemVerdict::fails,   ItemVerdict::cannot_tell,
                                   ItemVerdict::not_shown, ItemVerdict::planned, ItemVerdict::waived};
constexpr std::array kStepOutcomes{StepOutcome::passed, StepOutcome::failed, StepOutcome::errored,
                                   StepOutcome::not_shown, StepOutcome::not_reached};

/// The value of `values` whose text `node` holds.
template <typename Values>
typename Values::value_type parse_word(const json& node, const Values& values) {
  const auto& word = node.get_ref<const std::string&>();
  for (const auto value : values) {
    if (to_text(value) == word) {
      return value;
    }
  }
  throw json::other_error::create(501, "no verdict is called '" + word + "'", &node);
}

Duration parse_seconds(const json& node) {
  return std::chrono::milliseconds(std::llround(node.get<double>() * 1000));
}

json item_words(const std::map<std::string, ItemVerdict>& items) {
  json words = json::object();
  for (const auto& [item, verdict] : items) {
    words[item] = to_text(verdict);
  }
  return words;
}

json place_json(const Place& place) {
  return {{"file", place.file}, {"line", place.line}, {"column", place.column}, {"excerpt", place.excerpt}};
}

Place parse_place(const json& node) {
  return {.file = node.at("file"), .line = node.at("line"), .column = node.at("column"), .excerpt = node.at("excerpt")};
}

json evidence_json(const Evidence& evidence) {
  json changes = json::array();
  for (const Attempt& change : evidence.changes) {
    changes.push_back({{"at_seconds", seconds(change.at)},
                       {"until_seconds", seconds(change.until)},
                       {"count", change.count},
                       {"seen", change.seen}});
  }
  json node{{"looks", evidence.looks},
            {"changes", std::move(changes)},
            {"changes_dropped", evidence.changes_dropped},
            {"body", evidence.body},
            {"figures", evidence.figures},
            {"container_states", evidence.container_states},
            {"log_tails", evidence.log_tails}};
  if (!evidence.picture.empty()) {
    node["picture"] = evidence.picture;
  }
  return node;
}

Evidence parse_evidence(const json& node) {
  Evidence evidence;
  node.at("looks").get_to(evidence.looks);
  for (const json& change : node.at("changes")) {
    evidence.changes.push_back({.at = parse_seconds(change.at("at_seconds")),
                                .until = parse_seconds(change.at("until_seconds")),
                                .count = change.at("count"),
                                .seen = change.at("seen")});
  }
  node.at("changes_dropped").get_to(evidence.changes_dropped);
  node.at("body").get_to(evidence.body);
  evidence.picture = node.value("picture", "");
  node.at("figures").get_to(evidence.figures);
  node.at("container_states").get_to(evidence.container_states);
  node.at("log_tails").get_to(evidence.log_tails);
  return evidence;
}

json step_json(const StepVerdict& step) {
  json mismatches = json::array();
  for (const ExpectedSeen& mismatch : step.mismatches) {
    mismatches.push_back({{"expected", mismatch.expected}, {"seen", mismatch.seen}});
  }
  return {{"text", step.text},
          {"item", step.item ? json(*step.item) : json()},
          {"is_check", step.is_check},
          {"place", place_json(step.place)},
          {"outcome", to_text(step.outcome)},
          {"reason", step.reason},
          {"mismatches", std::move(mismatches)},
          {"started_seconds", seconds(step.started)},
          {"took_seconds", seconds(step.took)},
          {"failing_since_seconds", seconds(step.failing_since)},
          {"rule", step.rule},
          {"remedy", step.remedy},
          {"warning", step.warning},
          {"evidence", evidence_json(step.evidence)}};
}

StepVerdict parse_step(const json& node) {
  StepVerdict step;
  node.at("text").get_to(step.text);
  if (const json& item = node.at("item"); !item.is_null()) {
    step.item = item.get<std::string>();
  }
  node.at("is_check").get_to(step.is_check);
  step.place = parse_place(node.at("place"));
  step.outcome = parse_word(node.at("outcome"), kStepOutcomes);
  node.at("reason").get_to(step.reason);
  for (const json& mismatch : node.at("mismatches")) {
    step.mismatches.push_back({.expected = mismatch.at("expected"), .seen = mismatch.at("seen")});
  }
  step.started = parse_seconds(node.at("started_seconds"));
  step.took = parse_seconds(node.at("took_seconds"));
  step.failing_since = parse_seconds(node.at("failing_since_seconds"));
  node.at("rule").get_to(step.rule);
  node.at("remedy").get_to(step.remedy);
  node.at("warning").get_to(step.warning);
  step.evidence = parse_evidence(node.at("evidence"));
  return step;
}

}  // namespace

void to_json(json& node, const ScenarioVerdict& verdict) {
  json steps = json::array();
  for (const StepVerdict& step : verdict.steps) {
    steps.push_back(step_json(step));
  }
  node = {{"name", verdict.name},
          {"file", verdict.file},
          {"labels", verdict.labels},
          {"outcome", to_text(verdict.outcome)},
          {"reason", verdict.reason},
          {"remedy", verdict.remedy},
          {"items", item_words(verdict.items)},
          {"steps", std::move(steps)},
          {"wall_seconds", seconds(verdict.wall)},
          {"written_seconds", seconds(verdict.written)},
          {"awaited_seconds", seconds(verdict.awaited)},
          {"own_seconds", seconds(verdict.wall - verdict.written - verdict.awaited)},
          {"tries", verdict.tries},
          {"subjects", verdict.subjects},
          {"rerun", verdict.rerun},
          {"left_behind", verdict.left_behind},
          {"cut_short", verdict.cut_short}};
  if (!verdict.waivers.empty()) {
    node["waivers"] = verdict.waivers;
  }
}

void from_json(const json& node, ScenarioVerdict& verdict) {
  verdict = {};
  node.at("name").get_to(verdict.name);
  node.at("file").get_to(verdict.file);
  node.at("labels").get_to(verdict.labels);
  verdict.outcome = parse_word(node.at("outcome"), kOutcomes);
  node.at("reason").get_to(verdict.reason);
  node.at("remedy").get_to(verdict.remedy);
  for (const auto& [item, word] : node.at("items").items()) {
    verdict.items[item] = parse_word(word, kItemVerdicts);
  }
  for (const json& step : node.at("steps")) {
    verdict.steps.push_back(parse_step(step));
  }
  verdict.wall = parse_seconds(node.at("wall_seconds"));
  verdict.written = parse_seconds(node.at("written_seconds"));
  verdict.awaited = parse_seconds(node.at("awaited_seconds"));
  node.at("tries").get_to(verdict.tries);
  node.at("subjects").get_to(verdict.subjects);
  node.at("rerun").get_to(verdict.rerun);
  node.at("left_behind").get_to(verdict.left_behind);
  node.at("cut_short").get_to(verdict.cut_short);
  if (const auto waivers = node.find("waivers"); waivers != node.end()) {
    waivers->get_to(verdict.waivers);
  }
}

std::string dump(const json& node, int indent) {
  return node.dump(indent, ' ', false, json::error_handler_t::replace);
}

Result<ScenarioVerdict> parse_scenario_verdict(std::string_view text) try {
  return json::parse(text).get<ScenarioVerdict>();
} catch (const json::exception& mistake) {
  return fail(ErrorKind::internal, fmt::format("a scenario's verdict cannot be read: {}", mistake.what()));
}

}  // namespace roadworthy
