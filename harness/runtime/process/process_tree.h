#pragma once

#include <vector>

#include <sys/types.h>

#include "core/duration.h"
#include "core/error.h"

namespace roadworthy {

/// The processes that /proc shows as children of `parent` now.
[[nodiscard]] std::vector<pid_t> children_of(pid_t parent);

/// `root` and everything that descends from it now, parents before their children.
[[nodiscard]] std::vector<pid_t> descendants_of(pid_t root);

/// Sends SIGSTOP to `root` and to everything that descends from it until no scan finds a process that still runs.
/// Whatever was made in between is found too, since its parent is a descendant.
[[nodiscard]] Result<void> freeze_tree(pid_t root, TimePoint deadline);

/// SIGCONT to all of them, children first.
void thaw_tree(pid_t root);

}  // namespace roadworthy
