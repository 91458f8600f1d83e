#pragma once

#include <string>

#include <sys/types.h>

#include "core/error.h"

namespace roadworthy {

/// Whether a user namespace is what gives the right to make the others: this process has no CAP_SYS_ADMIN.
[[nodiscard]] bool needs_user_namespace();

/// clone(2) into new namespaces, as fork(2) otherwise, but without the C library's bookkeeping: the child may only
/// prepare, fork and wait. -1 and errno where the kernel refuses.
[[nodiscard]] pid_t clone_into_namespaces(bool user_namespace);

/// What that call is called in a message.
[[nodiscard]] std::string clone_call(bool user_namespace);

struct InsideSetup {
  bool user_namespace = false;
  uid_t user = 0;  ///< The caller's outside, and so inside.
  gid_t group = 0;
  std::string folder;  ///< The stand's; empty for a trial, which attaches nothing.
};

/// As the first process inside: maps the user, makes every mount private, mounts a /proc of this PID namespace and a
/// tmpfs on the stand's folder, with `root` (empty) and `volumes` in it.
[[nodiscard]] Result<void> set_up_inside(const InsideSetup& setup);

}  // namespace roadworthy
