#pragma once

#include <expected>
#include <string>
#include <vector>

#include "core/verdict.h"
#include "policy/waiver.h"

namespace roadworthy {

/// The project's file: `given` (`--project`), else `roadworthy.yaml` in the current folder or the nearest one above it;
/// empty without one.
[[nodiscard]] std::string find_project_file(const std::string& given);

/// The waivers of that file; none without one. `known_items`: ids that a waiver may name.
[[nodiscard]] std::expected<std::vector<Waiver>, Errors> read_waivers(const std::string& project_file,
                                                                      const std::vector<std::string>& known_items);

/// Marks what fails and is waived on that day. A waiver that has expired waives nothing, and the scenario says so.
void apply_waivers(std::vector<ScenarioVerdict>& scenarios, const std::vector<Waiver>& waivers, Day today);

/// Whether everything that fails in a scenario is waived.
[[nodiscard]] bool is_waived(const ScenarioVerdict& scenario);

}  // namespace roadworthy
