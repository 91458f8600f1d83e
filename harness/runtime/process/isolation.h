#pragma once

#include <optional>
#include <string>

#include <sys/types.h>

#include "core/error.h"

namespace roadworthy {

enum class IsolationMode {
  namespaces,  ///< Mount, network, PID, IPC and UTS namespaces (and a user namespace where we are not root).
  shared,      ///< The machine's own 127.0.0.1, one stand at a time.
};

/// What a worker got.
struct Isolation {
  IsolationMode mode = IsolationMode::shared;
  bool user_namespace = false;  ///< Entered as an ordinary user; one user and one group exist inside.
  std::string reason;           ///< Why it is `shared`: the call that failed and its errno, or who asked for it.
  pid_t waits_outside = 0;      ///< In shared mode: the process that adopts the stand's orphans; 0: none does.
};

/// What this machine would give.
struct IsolationProbe {
  bool namespaces = false;
  bool user_namespace = false;  ///< They are to be had through a user namespace only.
  std::string failed;           ///< The call that failed and its errno's text; empty if all is well.
  std::string remedy;           ///< What a person can do about it.
};

/// Tries in a child process what `enter_isolation` does, and leaves nothing behind. An error is a failure of the
/// trial itself (`fork`, `pipe`), never a machine that says no. Any thread may call it, at any time.
[[nodiscard]] Result<IsolationProbe> probe_isolation();

struct EnterOptions {
  /// The stand's folder (`StandOptions::folder`), which must exist. With namespaces a tmpfs is mounted on it, so that
  /// nothing stays on disk; what the worker writes there is then seen by nobody outside.
  std::string folder;
  /// Empty: what the variable ROADWORTHY_ISOLATION says (`namespaces` or `shared`), else the best that the machine
  /// gives. `namespaces` where the machine forbids them is an `environment` error with the remedy.
  std::optional<IsolationMode> wanted;
  /// Process that started this one. When it ends, in whatever way, everything on the stand ends too. 0: getppid().
  pid_t parent = 0;
};

/// Called by a worker first of all, with a single thread. Forks: the call returns in a new process, which runs the
/// scenario; the calling process never returns from it. It waits, hands SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1 and
/// SIGUSR2 on, and ends as that process ends (the same exit code, or the same signal).
///
/// With namespaces the new process is no PID 1 (that is a small reaper of orphans), so signals, abort() and waitpid()
/// mean what they always mean; when it ends, the kernel kills every process of the stand. The open file descriptors
/// are inherited; the waiting processes close all of theirs but standard error, so that a pipe to the parent ends with
/// the scenario.
///
/// An error is returned in the calling process.
[[nodiscard]] Result<Isolation> enter_isolation(const EnterOptions& options);

/// What a run's report calls it: `namespaces`, or `shared (REASON; read-only volumes are not enforced)`.
[[nodiscard]] std::string describe(const Isolation& isolation);

}  // namespace roadworthy
