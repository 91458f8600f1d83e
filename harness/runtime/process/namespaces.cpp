#include "runtime/process/namespaces.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/process/files.h"
#include "runtime/process/mounts.h"

namespace roadworthy {
namespace {

/// Each id stands for itself: a file that the user owns is still theirs, and no server believes to be root.
Result<void> map_ids(uid_t user, gid_t group) {
  if (auto done = write_to("/proc/self/setgroups", "deny"); !done) {
    return done;
  }
  if (auto done = write_to("/proc/self/uid_map", fmt::format("{0} {0} 1\n", user)); !done) {
    return done;
  }
  return write_to("/proc/self/gid_map", fmt::format("{0} {0} 1\n", group));
}

/// What a container's root needs of the kernel, with nothing attached anywhere.
Result<void> try_mounts() {
  const auto tree = copy_mounts(AT_FDCWD, "/", true);
  if (!tree) {
    return std::unexpected(tree.error());
  }
  if (auto done = make_read_only(tree->get(), true); !done) {
    return done;
  }
  const auto tmpfs = new_tmpfs(1 << 16, 0755);
  return tmpfs ? Result<void>{} : std::unexpected(tmpfs.error());
}

/// Private mounts, a /proc of this PID namespace, and a tmpfs on the stand's folder.
Result<void> prepare_mounts(const std::string& folder) {
  if (auto done = make_mounts_private(); !done) {
    return done;
  }
  if (auto done = mount_new("proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, ""); !done) {
    return done;
  }
  if (auto done = try_mounts(); !done || folder.empty()) {
    return done;
  }
  if (auto done = mount_new("tmpfs", folder, MS_NOSUID | MS_NODEV, "size=1g,mode=755"); !done) {
    return done;
  }
  // Copies of the machine's tree, of which each container gets one, leave the stand's own folder out.
  if (::mount(nullptr, folder.c_str(), nullptr, MS_UNBINDABLE, nullptr) != 0) {
    return fail_system("mount(MS_UNBINDABLE) " + folder, errno);
  }
  for (const char* name : {"/root", "/volumes"}) {
    if (auto done = make_folder(folder + name, 0755); !done) {
      return done;
    }
  }
  return mount_new("tmpfs", folder + "/volumes", MS_NOSUID | MS_NODEV, "size=1g,mode=755");
}

}  // namespace

bool needs_user_namespace() {
  const std::string status = read_some("/proc/self/status", 4096);
  const std::size_t line = status.find("CapEff:");
  const unsigned long long effective =
      line == std::string::npos ? 0 : std::strtoull(status.c_str() + line + std::strlen("CapEff:"), nullptr, 16);
  constexpr int kSysAdmin = 21;  // linux/capability.h
  return ((effective >> kSysAdmin) & 1) == 0;
}

pid_t clone_into_namespaces(bool user_namespace) {
  const unsigned long flags =
      CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | (user_namespace ? CLONE_NEWUSER : 0);
  return static_cast<pid_t>(::syscall(SYS_clone, flags | SIGCHLD, nullptr, nullptr, nullptr, nullptr));
}

std::string clone_call(bool user_namespace) {
  return fmt::format("clone({}CLONE_NEWNS|CLONE_NEWPID|CLONE_NEWNET|CLONE_NEWIPC|CLONE_NEWUTS)",
                     user_namespace ? "CLONE_NEWUSER|" : "");
}

Result<void> set_up_inside(const InsideSetup& setup) {
  if (setup.user_namespace) {
    if (auto done = map_ids(setup.user, setup.group); !done) {
      return done;
    }
  }
  return prepare_mounts(setup.folder);
}

}  // namespace roadworthy
