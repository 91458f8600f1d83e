#include "runtime/process/mount_point.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <memory>

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "runtime/process/mounts.h"

namespace roadworthy {
namespace {

constexpr std::size_t kMostEntries = 10'000;
constexpr int kMostLinks = 8;

Result<std::vector<std::string>> entries_of(int folder) {
  const int fd = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(fd < 0 ? nullptr : ::fdopendir(fd), &::closedir);
  if (!stream) {
    return fail_system("list a folder", errno);
  }
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(stream.get())) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") {
      names.push_back(name);
    }
    if (names.size() > kMostEntries) {
      return fail(ErrorKind::environment, fmt::format("a folder holds more than {} entries", kMostEntries));
    }
  }
  return names;
}

Result<void> make_link(int from, int into, const std::string& name) {
  std::string target(4096, '\0');
  const ssize_t size = ::readlinkat(from, name.c_str(), target.data(), target.size());
  if (size < 0) {
    return fail_system("read the link " + name, errno);
  }
  target.resize(static_cast<std::size_t>(size));
  if (::symlinkat(target.c_str(), into, name.c_str()) != 0) {
    return fail_system("make the link " + name, errno);
  }
  return {};
}

bool is_read_only(const UniqueFd& place) {
  struct statvfs found{};
  return ::fstatvfs(place.get(), &found) == 0 && (found.f_flag & ST_RDONLY) != 0;
}

/// An empty folder or file to mount at.
Result<UniqueFd> make_entry(int folder, const std::string& name, MountPointType type) {
  if (type == MountPointType::folder) {
    if (::mkdirat(folder, name.c_str(), 0755) != 0 && errno != EEXIST) {
      return fail_system("make the folder " + name, errno);
    }
  } else if (!UniqueFd(::openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644))) {
    return fail_system("make the file " + name, errno);
  }
  UniqueFd place(::openat(folder, name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  return place ? Result<UniqueFd>(std::move(place)) : fail_system("open " + name, errno);
}

}  // namespace

Result<void> bind_entries(int from, int into, bool read_only, const std::vector<std::string>& except) {
  const auto names = entries_of(from);
  if (!names) {
    return std::unexpected(names.error());
  }
  for (const std::string& name : *names) {
    struct stat found{};
    if (std::ranges::find(except, name) != except.end() ||
        ::fstatat(from, name.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0) {
      continue;
    }
    if (S_ISLNK(found.st_mode)) {
      if (auto done = make_link(from, into, name); !done) {
        return done;
      }
      continue;
    }
    auto tree = copy_mounts(from, name, true);
    if (!tree) {
      continue;
    }
    Result<void> done = read_only ? make_read_only(tree->get(), true) : Result<void>{};
    if (done) {
      const auto place = make_entry(into, name, S_ISDIR(found.st_mode) ? MountPointType::folder : MountPointType::file);
      done = place ? attach(*tree, *place) : std::unexpected(place.error());
    }
    if (!done) {
      return done;
    }
  }
  return {};
}

Result<UniqueFd> MountPoints::cover(const UniqueFd& ancestor, const std::string& path) {
  struct stat found{};
  ::fstat(ancestor.get(), &found);
  auto tree = new_tmpfs(1 << 20, found.st_mode & 0777);
  if (!tree) {
    return tree;
  }
  if (auto done = attach(*tree, ancestor); !done) {
    return std::unexpected(done.error());
  }
  // `ancestor` still refers to the folder beneath.
  if (auto done = bind_entries(ancestor.get(), tree->get(), false, {}); !done) {
    return fail(ErrorKind::environment, fmt::format("{}: {}", path, done.error().message));
  }
  covers_.emplace_back(::fcntl(tree->get(), F_DUPFD_CLOEXEC, 3));
  return tree;
}

Result<UniqueFd> MountPoints::at(const std::string& path, MountPointType type) {
  std::filesystem::path wanted = std::filesystem::path(path).lexically_normal();
  for (int links = 0; links < kMostLinks; ++links) {
    auto existing = open_within(root_, wanted);
    if (existing) {
      struct stat found{};
      ::fstat(existing->get(), &found);
      if (S_ISDIR(found.st_mode) != (type == MountPointType::folder)) {
        return fail(ErrorKind::environment, fmt::format("{} is {} and cannot be replaced by {}", path,
                                                        S_ISDIR(found.st_mode) ? "a folder" : "a file",
                                                        type == MountPointType::folder ? "a folder" : "a file"));
      }
      return existing;
    }
    // Go down as far as there is something.
    auto place = open_within(root_, "/");
    std::filesystem::path above = "/";
    auto rest = std::next(wanted.begin());
    for (; place && rest != wanted.end(); ++rest) {
      auto next = open_within(root_, above / *rest);
      if (!next) {
        break;
      }
      place = std::move(next);
      above /= *rest;
    }
    if (!place || rest == wanted.end()) {
      return existing;
    }
    // A link that leads nowhere yet: what it names is to be made instead.
    std::string link(4096, '\0');
    if (const ssize_t size = ::readlinkat(place->get(), rest->c_str(), link.data(), link.size()); size > 0) {
      std::filesystem::path target = above / link.substr(0, static_cast<std::size_t>(size));
      for (auto behind = std::next(rest); behind != wanted.end(); ++behind) {
        target /= *behind;
      }
      wanted = target.lexically_normal();
      continue;
    }
    if (is_read_only(*place)) {
      place = cover(*place, above);
    }
    for (; place && rest != wanted.end(); ++rest) {
      place = make_entry(place->get(), *rest, std::next(rest) == wanted.end() ? type : MountPointType::folder);
    }
    return place;
  }
  return fail(ErrorKind::environment, path + ": too many links");
}

Result<void> MountPoints::seal() {
  for (const UniqueFd& cover : covers_) {
    if (auto done = make_read_only(cover.get(), false); !done) {
      return done;
    }
  }
  return {};
}

}  // namespace roadworthy
