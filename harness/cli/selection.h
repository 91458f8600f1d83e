#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scenario/load_scenario.h"

namespace roadworthy {

/// Which scenarios a command is about.
struct Selection {
  std::vector<std::string> paths;     ///< Files, and folders that are searched for *.yaml, *.yml and *.json.
  std::vector<std::string> labels;    ///< At least one of them; empty: any.
  std::vector<std::string> includes;  ///< RE2, on `file: name`; at least one of them matches.
  std::vector<std::string> excludes;  ///< RE2, on `file: name`; none matches.
  std::vector<std::string> items;     ///< The scenario shows at least one of them.
  std::uint32_t shard_index = 0;      ///< From 0.
  std::uint32_t shard_count = 1;
};

/// The scenario files behind the paths, sorted. Searching a folder passes over `negative` folders (scenarios that must
/// fail), profiles, and the files checklist.yaml and subjects.yaml.
[[nodiscard]] Result<std::vector<std::string>> find_scenario_files(const std::vector<std::string>& paths);

/// Loads all and keeps the selected ones. Nothing selected is a `usage` error that says what there was.
[[nodiscard]] std::expected<std::vector<LoadedScenario>, Errors> select_scenarios(const Selection& selection,
                                                                                  const LoadOptions& options);

}  // namespace roadworthy
