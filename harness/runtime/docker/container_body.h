#pragma once

#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/topology.h"

namespace roadworthy {

/// What a container is created from beside its ContainerSpec.
struct ContainerFrame {
  std::string image;
  std::vector<std::string> command;  ///< Behind the image's entry point, or the whole where `replaces_entrypoint`.
  bool replaces_entrypoint = false;
  std::string holder;  ///< Id of the container whose network it joins; unused with the host's network.
  nlohmann::json labels;
  std::vector<std::string> machine_folders;  ///< Of this machine, seen read-only at the same path.
  std::string working_directory;             ///< Empty: the image's own.
  std::function<std::string(const std::string& volume)> volume_name;
};

/// The body of `POST /containers/create` (API 1.41).
[[nodiscard]] nlohmann::json container_body(const ContainerSpec& spec, const ContainerFrame& frame);

}  // namespace roadworthy
