#pragma once

#include <string>
#include <vector>

#include "core/error.h"

namespace roadworthy {

/// A folder or file of this process's view that a container sees at `target`.
struct RootBind {
  std::string source;
  std::string target;  ///< Absolute; made where it does not exist.
  bool read_only = false;
};

/// What a container's root is made of: the machine's files, read-only; a /tmp, /run and /dev of its own; an empty /proc
/// (its first process mounts that); a hosts file; and its volumes.
struct RootPlan {
  std::string place;          ///< Existing empty folder that the root is assembled at.
  std::string hosts_file;     ///< What /etc/hosts is.
  std::string resolver_file;  ///< What /etc/resolv.conf is; empty: an empty file.
  std::vector<RootBind> binds;
  /// Absolute paths of the machine; those of them under /tmp or /run stay visible at their place, read-only.
  std::vector<std::string> visible;
  /// Sockets through which a container could give orders to the machine; an empty file is put over each that exists.
  std::vector<std::string> hidden;
};

/// Assembles the root at `plan.place` in the mount namespace of this thread, which must be one of its own: nothing is
/// taken back on an error. Errors name the path.
[[nodiscard]] Result<void> assemble_root(const RootPlan& plan);

}  // namespace roadworthy
