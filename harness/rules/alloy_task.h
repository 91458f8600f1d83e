#pragma once

#include <vector>

#include "rules/facts.h"

namespace roadworthy {

/// A task whose application has a collector beside it, and what fetches the collector's configuration.
struct AlloyTask {
  const Task* task = nullptr;
  const TaskContainer* collector = nullptr;
  const TaskContainer* init = nullptr;  ///< Null where there is none.
};

/// Tasks with a container of Grafana Alloy (by image, name or the policy) that is not the task's application. The init
/// is what the collector waits for, else a container that is called so or fetches parameters.
[[nodiscard]] std::vector<AlloyTask> alloy_tasks(const Facts& facts);

/// A mount of a path of the host that is the Docker daemon's socket, or nullptr.
[[nodiscard]] const Mount* docker_socket_mount(const Pod& pod, const Container& container);

/// Everything that a container runs, its entry point and command, as one text for searching.
[[nodiscard]] std::string command_text(const Container& container);

}  // namespace roadworthy
