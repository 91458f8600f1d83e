#pragma once

#include <cstdint>
#include <string>

#include "core/error.h"
#include "core/unique_fd.h"

namespace roadworthy {

/// Makes every mount of this mount namespace private: nothing is seen outside, nothing comes in.
[[nodiscard]] Result<void> make_mounts_private();

/// mount(2) of a new file system of that type at `path`.
[[nodiscard]] Result<void> mount_new(const std::string& type, const std::string& path, unsigned long flags,
                                     const std::string& options);

/// A copy of the mounts at `path` (relative to `folder`, AT_FDCWD for none), attached nowhere yet; with `recursive`
/// also of those below it.
[[nodiscard]] Result<UniqueFd> copy_mounts(int folder, const std::string& path, bool recursive);

/// Makes the mount that `tree` refers to read-only, and with `recursive` all below it.
[[nodiscard]] Result<void> make_read_only(int tree, bool recursive);

/// A new tmpfs that is attached nowhere yet. `size` in bytes, `mode` its permissions.
[[nodiscard]] Result<UniqueFd> new_tmpfs(std::uint64_t size, unsigned mode);

/// Attaches a tree at the place that `where` is open at.
[[nodiscard]] Result<void> attach(const UniqueFd& tree, const UniqueFd& where);

/// Opens `path` for its place alone (O_PATH), following links as a process would whose root is `root`.
[[nodiscard]] Result<UniqueFd> open_within(int root, const std::string& path);

}  // namespace roadworthy
