#pragma once

#include <csignal>

#include <sys/types.h>

#include "core/unique_fd.h"

namespace roadworthy {

/// What a process that only waits has to look after. Everything here is for a process with a single thread.
struct Supervision {
  pid_t child = -1;  ///< Whose end ends the supervision.
  UniqueFd parent;   ///< pidfd of the process that must outlive us; empty: none is watched.
};

/// Blocks the signals that `supervise` handles. Before the child is made, so that none is lost. Returns the mask that
/// was, which the child restores.
[[nodiscard]] sigset_t hold_signals();
void restore_signals(const sigset_t& before);

/// Closes every file descriptor but standard error and those two (-1: none); 0 and 1 become /dev/null.
void close_all_but(int one, int other = -1);

/// Waits until the child has ended, reaps every other child meanwhile, and hands signals of other processes on to it
/// (not those of a terminal, which the child gets itself). When the watched parent ends, the child is killed.
/// Returns the wait status.
[[nodiscard]] int supervise(const Supervision& supervision);

/// Kills and reaps every child, and every process that becomes one by that, for at most five seconds.
void kill_all_children();

/// Ends this process as a child with this wait status ended: with its exit code, or by its signal.
[[noreturn]] void end_like(int wait_status);

}  // namespace roadworthy
