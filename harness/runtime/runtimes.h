#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/runtime.h"

namespace roadworthy {

/// What `doctor` says of a runtime on this machine.
struct RuntimeExamination {
  bool usable = false;
  std::string found;   ///< One line: what it gives here, and why not more.
  std::string remedy;  ///< How to get more; empty if there is nothing to add.
};

/// A row of runtimes.cpp: what can run a topology.
struct RuntimeKind {
  std::string_view name;
  std::string_view summary;
  /// Called by a worker first of all, before any thread is started. May fork and return in a new process
  /// (`enter_isolation`). Of `options` only the folder is used. Errors: `environment`, with the remedy.
  Result<std::unique_ptr<Runtime>> (*make)(const StandOptions& options);
  /// Looks at the machine and changes nothing.
  RuntimeExamination (*examine)();
  /// Removes what workers of a run that died left; what could not be removed, in words. Not a run with kept stands.
  Errors (*sweep)(const std::string& run_id);
  /// Runs a command, or a shell, in a kept stand, on this process's terminal or streams. Its exit code, as shells
  /// count.
  Result<int> (*enter)(const EnterRequest& request);
};

/// Every runtime; the first is the default.
[[nodiscard]] std::span<const RuntimeKind> runtimes();

/// The runtime of that name, or nullptr.
[[nodiscard]] const RuntimeKind* find_runtime(std::string_view name);

}  // namespace roadworthy
