#pragma once

#include <functional>
#include <string>
#include <vector>

#include "definition/importers.h"

namespace roadworthy {

/// Which definitions a command is about, and how they are read.
struct DefinitionInputs {
  std::vector<std::string> paths;  ///< Files, and folders that are searched.
  ImportOptions import;
  bool together = false;  ///< All files are one deployment.
};

/// What came of the paths.
struct ReadDefinitions {
  std::vector<Deployment> deployments;   ///< In the order of the paths; variants of one file are neighbours.
  std::vector<std::string> passed_over;  ///< Files of searched folders that are no definition.
  Errors errors;                         ///< Files that could not be read; the rest was read all the same.
};

/// Reads files and folders. These belong together and give one deployment: a Compose file and its override
/// (`compose.yaml`, `compose.override.yaml`) when both are named or a
/// folder that is searched has both; one plan with the task definitions and scripts that are
/// named beside it; with `together`, everything that was named.
[[nodiscard]] ReadDefinitions read_definitions(const DefinitionInputs& inputs);

/// Takes a deployment, with the files that give it when they are named: those that it includes itself are not among
/// them.
using UseDeployment = std::function<void(Deployment deployment, const std::vector<std::string>& named)>;

/// The same, but hands each deployment to `use` as soon as it is read instead of keeping it: a folder of any size takes
/// the memory of its largest file. What comes back has no deployments.
[[nodiscard]] ReadDefinitions read_definitions(const DefinitionInputs& inputs, const UseDeployment& use);

}  // namespace roadworthy
