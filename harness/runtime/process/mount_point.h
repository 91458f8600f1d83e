#pragma once

#include <string>
#include <vector>

#include "core/error.h"
#include "core/unique_fd.h"

namespace roadworthy {

enum class MountPointType { folder, file };

/// Makes places to mount at in a root that is otherwise read-only. Where one does not exist, a tmpfs is laid over its
/// nearest existing ancestor, and everything that the ancestor holds is bound into it again.
class MountPoints {
 public:
  /// `root` refers to the root's mount and outlives this.
  explicit MountPoints(int root) : root_(root) {}

  /// The place at `path` (absolute within the root), open with O_PATH. Errors: it is of the other type, or cannot be
  /// made.
  [[nodiscard]] Result<UniqueFd> at(const std::string& path, MountPointType type);

  /// Makes the tmpfs that were laid over read-only too. Once, at the end.
  [[nodiscard]] Result<void> seal();

 private:
  [[nodiscard]] Result<UniqueFd> cover(const UniqueFd& ancestor, const std::string& path);

  int root_;
  std::vector<UniqueFd> covers_;
};

/// Binds every entry of the folder `from` into the folder `into`; links are made again. Entries that cannot be reached
/// (somebody else's FUSE mount) are left out. `read_only` makes the copies so.
[[nodiscard]] Result<void> bind_entries(int from, int into, bool read_only, const std::vector<std::string>& except);

}  // namespace roadworthy
