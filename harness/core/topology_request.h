#pragma once

#include <expected>
#include <functional>
#include <map>
#include <string>

#include "core/error.h"
#include "core/topology.h"

namespace roadworthy {

/// A definition that a scenario starts its topology from.
struct TopologyRequest {
  std::string format;                            ///< compose, task_definition, container_group or docker_run.
  std::string path;                              ///< As the scenario's own file would open it.
  std::map<std::string, std::string> variables;  ///< Of the definition: interpolation, template variables.
};

/// Reads a definition as a topology: images, commands, environments, volumes and users as it has them, all containers
/// helpers. Errors are those of the definition's file.
using ImportTopology = std::function<std::expected<Topology, Errors>(const TopologyRequest& request)>;

}  // namespace roadworthy
