#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/kinds.h"
#include "core/scenario.h"
#include "core/topology_request.h"
#include "scenario/subject.h"

namespace roadworthy {

/// What a scenario is read with.
struct LoadOptions {
  std::span<const CheckKind> checks;
  std::span<const ActionKind> actions;
  std::span<const StandInKind> stand_ins;
  std::vector<std::string> items;                ///< Ids of the checklist; empty: any id will do.
  ImportTopology import_topology;                ///< How a definition is read as a topology; empty: not at all.
  std::string libexec;                           ///< Where stand-ins and reference subjects lie.
  std::map<std::string, std::string> subjects;   ///< `--subject`: what is put in the place of a subject or stand-in.
  std::map<std::string, std::string> variables;  ///< `--variable`; wins over the profile, which wins over the file.
  std::map<std::string, std::string> secrets;    ///< `--secret-file` and `--secret-env`; win over the file's own.
  /// `--environment NAME:K=V`: by subject or stand-in; wins over the profile and over the scenario.
  std::map<std::string, std::map<std::string, std::string>> environment;
};

struct LoadedScenario {
  Scenario scenario;
  std::map<std::string, std::string> subjects;  ///< Name to what was put in its place.
  std::vector<std::string> declared_variables;  ///< Of the file, and of the profiles put in.
};

/// Reads one scenario file whole: every variable, name and argument resolved, every mistake found, before anything
/// starts.
[[nodiscard]] std::expected<LoadedScenario, Errors> load_scenario(const std::string& path, const LoadOptions& options);

/// The longest that the file's own waits and durations can take, added up; what a test runner's time limit is made of.
[[nodiscard]] Duration longest(const Scenario& scenario);

/// Checklist items that its checks name, each once, in order.
[[nodiscard]] std::vector<std::string> items_of(const Scenario& scenario);

}  // namespace roadworthy
