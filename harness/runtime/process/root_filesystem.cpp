#include "runtime/process/root_filesystem.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/process/files.h"
#include "runtime/process/mount_point.h"
#include "runtime/process/mounts.h"

namespace roadworthy {
namespace {

constexpr std::uint64_t kMebibyte = 1 << 20;

/// Folders that a container has of its own instead of the machine's.
const std::vector<std::string> kOwn{"proc", "dev", "tmp", "run"};

struct Assembly {
  std::string place;
  UniqueFd root;
  MountPoints points;
};

/// A writable, bounded folder of the container's own.
Result<void> own_folder(Assembly& assembly, const std::string& path, std::uint64_t size, unsigned mode) {
  const auto place = assembly.points.at(path, MountPointType::folder);
  if (!place) {
    return std::unexpected(place.error());
  }
  const auto tree = new_tmpfs(size, mode);
  return tree ? attach(*tree, *place) : std::unexpected(tree.error());
}

Result<void> bind(Assembly& assembly, const RootBind& bind) {
  struct stat found{};
  if (::stat(bind.source.c_str(), &found) != 0) {
    return fail_system(bind.source, errno);
  }
  const auto place =
      assembly.points.at(bind.target, S_ISDIR(found.st_mode) ? MountPointType::folder : MountPointType::file);
  if (!place) {
    return std::unexpected(place.error());
  }
  auto tree = copy_mounts(AT_FDCWD, bind.source, true);
  if (!tree) {
    return std::unexpected(tree.error());
  }
  if (bind.read_only) {
    if (auto done = make_read_only(tree->get(), true); !done) {
      return done;
    }
  }
  return attach(*tree, *place);
}

Result<void> make_devices(Assembly& assembly) {
  if (auto done = own_folder(assembly, "/dev", kMebibyte, 0755); !done) {
    return done;
  }
  for (const char* name : {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"}) {
    if (::access(name, F_OK) == 0) {
      if (auto done = bind(assembly, {.source = name, .target = name, .read_only = false}); !done) {
        return done;
      }
    }
  }
  constexpr std::array<std::array<const char*, 2>, 5> kLinks{{{"/proc/self/fd", "/dev/fd"},
                                                              {"/proc/self/fd/0", "/dev/stdin"},
                                                              {"/proc/self/fd/1", "/dev/stdout"},
                                                              {"/proc/self/fd/2", "/dev/stderr"},
                                                              {"pts/ptmx", "/dev/ptmx"}}};
  for (const auto& [target, name] : kLinks) {
    if (::symlink(target, (assembly.place + name).c_str()) != 0) {
      return fail_system(fmt::format("make {}", name), errno);
    }
  }
  if (auto done = own_folder(assembly, "/dev/shm", 64 * kMebibyte, 01777); !done) {
    return done;
  }
  if (auto done = make_folder(assembly.place + "/dev/pts", 0755); !done) {
    return done;
  }
  return mount_new("devpts", assembly.place + "/dev/pts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620");
}

/// The folders that a path goes through before it goes up again: `/a/b/../c` needs `/a/b`.
std::vector<std::string> turning_points(const std::filesystem::path& path) {
  std::vector<std::string> folders;
  std::filesystem::path so_far;
  for (const auto& part : path) {
    if (part == "..") {
      folders.push_back(so_far.lexically_normal());
    }
    so_far /= part;
  }
  return folders;
}

/// People build in /tmp: what the container needs from there is shown at its place.
Result<void> keep_visible(Assembly& assembly, const std::vector<std::string>& paths) {
  std::vector<std::string> wanted;
  for (const std::string& path : paths) {
    std::error_code ignored;
    const std::string real = std::filesystem::canonical(path, ignored);
    std::vector<std::string> candidates = turning_points(path);
    candidates.insert(candidates.end(), {path, real});
    for (const std::string& candidate : candidates) {
      const std::string normal = std::filesystem::path(candidate).lexically_normal();
      if ((lies_in(normal, "/tmp") || lies_in(normal, "/run")) && ::access(normal.c_str(), F_OK) == 0) {
        wanted.push_back(normal.ends_with('/') ? normal.substr(0, normal.size() - 1) : normal);
      }
    }
  }
  std::ranges::sort(wanted);  // A folder comes before what lies in it.
  std::string last;
  for (const std::string& path : wanted) {
    if (!last.empty() && lies_in(path, last)) {
      continue;
    }
    Result<void> done;
    if (path == "/tmp" || path == "/run") {
      const UniqueFd from(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
      const UniqueFd into(::open((assembly.place + path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
      done = path == "/run" ? Result<void>{} : bind_entries(from.get(), into.get(), true, {});
    } else {
      done = bind(assembly, {.source = path, .target = path, .read_only = true});
    }
    if (!done) {
      return done;
    }
    last = path;
  }
  return {};
}

Result<void> own_names(Assembly& assembly, const std::string& hosts_file, const std::string& resolver_file) {
  if (auto done = bind(assembly, {.source = hosts_file, .target = "/etc/hosts", .read_only = true}); !done) {
    return done;
  }
  // There is no DNS on a stand: a resolver that asks the machine's servers would wait for nobody.
  if (open_within(assembly.root.get(), "/etc/resolv.conf")) {
    return bind(assembly, {.source = resolver_file.empty() ? "/dev/null" : resolver_file,
                           .target = "/etc/resolv.conf",
                           .read_only = true});
  }
  return {};
}

Result<void> hide(Assembly& assembly, const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    if (open_within(assembly.root.get(), path)) {
      if (auto done = bind(assembly, {.source = "/dev/null", .target = path, .read_only = true}); !done) {
        return done;
      }
    }
  }
  return {};
}

Result<void> assemble(Assembly& assembly, const RootPlan& plan) {
  const UniqueFd machine(::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  Result<void> done = bind_entries(machine.get(), assembly.root.get(), true, kOwn);
  if (done) {
    done = make_folder(plan.place + "/proc", 0555);
  }
  if (done) {
    done = make_devices(assembly);
  }
  if (done) {
    done = own_folder(assembly, "/tmp", 256 * kMebibyte, 01777);
  }
  if (done) {
    done = own_folder(assembly, "/run", 64 * kMebibyte, 0755);
  }
  struct stat found{};
  if (done && ::lstat("/var/run", &found) == 0 && S_ISDIR(found.st_mode)) {
    done = own_folder(assembly, "/var/run", 64 * kMebibyte, 0755);
  }
  if (done) {
    done = keep_visible(assembly, plan.visible);
  }
  if (done) {
    done = hide(assembly, plan.hidden);
  }
  if (done) {
    done = own_names(assembly, plan.hosts_file, plan.resolver_file);
  }
  std::vector<RootBind> binds = plan.binds;
  std::ranges::stable_sort(binds, {}, &RootBind::target);  // `/data` before `/data/inner`.
  for (const RootBind& each : binds) {
    if (done) {
      done = bind(assembly, each);
    }
  }
  if (done) {
    done = assembly.points.seal();
  }
  return done ? make_read_only(assembly.root.get(), false) : done;
}

}  // namespace

Result<void> assemble_root(const RootPlan& plan) {
  auto skeleton = new_tmpfs(kMebibyte, 0755);
  if (!skeleton) {
    return std::unexpected(skeleton.error());
  }
  const UniqueFd place(::open(plan.place.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!place) {
    return fail_system("open " + plan.place, errno);
  }
  if (auto done = attach(*skeleton, place); !done) {
    return done;
  }
  const int root = skeleton->get();
  Assembly assembly{.place = plan.place, .root = std::move(*skeleton), .points = MountPoints(root)};
  return assemble(assembly, plan);
}

}  // namespace roadworthy
