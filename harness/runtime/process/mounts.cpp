#include "runtime/process/mounts.h"

#include <cerrno>
#include <chrono>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace roadworthy {
namespace {

constexpr std::chrono::seconds kWritersLeaveWithin{2};

}  // namespace

Result<void> make_mounts_private() {
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    return fail_system("mount(/, MS_PRIVATE)", errno);
  }
  return {};
}

Result<void> mount_new(const std::string& type, const std::string& path, unsigned long flags,
                       const std::string& options) {
  if (::mount(type.c_str(), path.c_str(), type.c_str(), flags, options.c_str()) != 0) {
    return fail_system(fmt::format("mount a {} at {}", type, path), errno);
  }
  return {};
}

Result<UniqueFd> copy_mounts(int folder, const std::string& path, bool recursive) {
  const unsigned flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (recursive ? AT_RECURSIVE : 0U);
  UniqueFd tree(::open_tree(folder, path.c_str(), flags));
  if (!tree) {
    return fail_system(fmt::format("open_tree({})", path), errno);
  }
  return tree;
}

Result<void> make_read_only(int tree, bool recursive) {
  mount_attr attributes{.attr_set = MOUNT_ATTR_RDONLY, .attr_clr = 0, .propagation = 0, .userns_fd = 0};
  const unsigned flags = AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0U);
  const auto give_up = std::chrono::steady_clock::now() + kWritersLeaveWithin;
  while (::mount_setattr(tree, "", flags, &attributes, sizeof attributes) != 0) {
    // Somebody holds one of the mounts for writing: for a moment, as an update of an access time does, or for good.
    if (errno != EBUSY || std::chrono::steady_clock::now() > give_up) {
      return fail_system("mount_setattr(MOUNT_ATTR_RDONLY)", errno);
    }
    ::sched_yield();
  }
  return {};
}

Result<UniqueFd> new_tmpfs(std::uint64_t size, unsigned mode) {
  const UniqueFd context(::fsopen("tmpfs", FSOPEN_CLOEXEC));
  if (!context) {
    return fail_system("fsopen(tmpfs)", errno);
  }
  const auto set = [&](const char* key, const std::string& value) {
    return ::fsconfig(context.get(), FSCONFIG_SET_STRING, key, value.c_str(), 0) == 0;
  };
  if (!set("size", fmt::format("{}", size)) || !set("mode", fmt::format("{:o}", mode)) ||
      ::fsconfig(context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) != 0) {
    return fail_system("make a tmpfs", errno);
  }
  UniqueFd tree(::fsmount(context.get(), FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV));
  if (!tree) {
    return fail_system("fsmount(tmpfs)", errno);
  }
  return tree;
}

Result<void> attach(const UniqueFd& tree, const UniqueFd& where) {
  if (::move_mount(tree.get(), "", where.get(), "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) != 0) {
    return fail_system("move_mount", errno);
  }
  return {};
}

Result<UniqueFd> open_within(int root, const std::string& path) {
  open_how how{.flags = O_PATH | O_CLOEXEC, .mode = 0, .resolve = RESOLVE_IN_ROOT};
  UniqueFd place(static_cast<int>(::syscall(SYS_openat2, root, path.c_str(), &how, sizeof how)));
  if (!place) {
    return fail_system("open " + path, errno);
  }
  return place;
}

}  // namespace roadworthy
