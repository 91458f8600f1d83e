#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "core/duration.h"
#include "core/error.h"
#include "core/unique_fd.h"
#include "runtime/process/credentials.h"
#include "runtime/process/root_filesystem.h"

namespace roadworthy {

/// One start of a container's program.
struct LaunchPlan {
  std::vector<std::string> arguments;    ///< The first is looked up in `search_path` unless it holds a slash.
  std::vector<std::string> environment;  ///< `NAME=VALUE`, and nothing else.
  std::string search_path;
  std::vector<std::string> working_directories;  ///< The first that can be entered.
  Credentials credentials;
  int standard_input = -1;  ///< -1: /dev/null
  int standard_output = -1;
  int standard_error = -1;
  /// Namespaces: the container's root and its pod's network. Absent in shared mode, where the program is an ordinary
  /// child; that must be launched by a thread that lives as long as the program is to.
  struct Inside {
    RootPlan root;
    int network = -1;
    std::string host_name;
  };
  std::optional<Inside> inside;
  /// The first process of a container that runs already, whose namespaces the program joins; -1: none. Such a program
  /// ends with that container at the latest.
  int beside = -1;
};

struct Launched {
  pid_t pid = -1;  ///< As this process sees it; PID 1 inside.
  UniqueFd pidfd;
};

/// Starts the program and returns as soon as it has been executed. Errors: `environment`, with the program's name and
/// the reason.
[[nodiscard]] Result<Launched> launch(const LaunchPlan& plan, TimePoint deadline);

}  // namespace roadworthy
