#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

#include "runtime/process/launch.h"

namespace roadworthy {

/// Where the child failed. Until exec it is a copy of a program with threads: it may make system calls and nothing
/// else, no allocation, no lock.
enum class ChildStage : int { parent_gone, proc, root, host_name, streams, folder, credentials, execute };

struct ChildFailure {
  ChildStage stage = ChildStage::execute;
  int error_number = 0;
};

/// Everything that the child needs, as system calls want it.
struct ChildPlan {
  std::vector<const char*> programs;
  std::vector<char*> arguments;
  std::vector<char*> environment;
  std::vector<const char*> folders;
  const Credentials* credentials = nullptr;
  const LaunchPlan::Inside* inside = nullptr;
  bool dies_with_parent = false;  ///< No PID namespace ends it.
  std::string proc;               ///< The new root's /proc.
  int streams[3] = {-1, -1, -1};
  int failures = -1;
  pid_t parent = 0;
};

/// What the child does up to exec. Where it fails, it writes a ChildFailure and ends.
[[noreturn]] void run_container_child(const ChildPlan& plan);

}  // namespace roadworthy
