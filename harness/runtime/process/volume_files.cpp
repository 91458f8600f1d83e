#include "runtime/process/volume_files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/unique_fd.h"

namespace roadworthy {
namespace {

std::string name_of(const VolumeFile& file) {
  return fmt::format("{} in volume {}", file.path, file.volume);
}

/// A subject's doing (a link, no such file), told in words; the stand is sound.
std::unexpected<Error> refuse(const VolumeFile& file, int error_number) {
  const char* reason = error_number == ELOOP || error_number == EXDEV ? "a link lies on the way"
                       : error_number == ENOENT                       ? "it does not exist"
                                                                      : std::strerror(error_number);
  return fail(ErrorKind::no_answer, fmt::format("cannot open {}: {}", name_of(file), reason));
}

UniqueFd open_beneath(int folder, const std::string& path, std::uint64_t flags, std::uint64_t mode = 0) {
  const std::uint64_t patience = (flags & O_PATH) != 0 ? 0 : O_NONBLOCK;  // A FIFO's other end is not waited for.
  open_how how{.flags = flags | O_CLOEXEC | patience,
               .mode = mode,
               .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
  return UniqueFd(static_cast<int>(::syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how)));
}

UniqueFd open_folder(const std::string& folder) {
  return UniqueFd(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}

/// The folder that a path lies in, made where it does not exist, and the path's last part.
struct Place {
  UniqueFd folder;
  std::string name;
};

Result<Place> place_of(const std::string& root, const VolumeFile& file) {
  const std::filesystem::path path(file.path);
  Place place{.folder = open_folder(root), .name = path.filename()};
  std::filesystem::path reached;
  for (const auto& part : path.parent_path()) {
    reached /= part;
    if (place.folder && ::mkdirat(place.folder.get(), part.c_str(), 0777) == 0) {
      const UniqueFd made = open_beneath(place.folder.get(), part, O_RDONLY | O_DIRECTORY);
      ::fchmod(made.get(), 0777);
    }
    place.folder = open_beneath(place.folder.get(), part, O_PATH | O_DIRECTORY);
  }
  if (!place.folder) {
    return refuse(file, errno);
  }
  return place;
}

Result<bool> is_regular(const UniqueFd& file, const VolumeFile& name) {
  struct stat about{};
  if (::fstat(file.get(), &about) != 0) {
    return fail_system("look at " + name_of(name), errno);
  }
  if (!S_ISREG(about.st_mode)) {
    return fail(ErrorKind::no_answer, fmt::format("{} is not a regular file", name_of(name)));
  }
  return true;
}

}  // namespace

Result<std::string> read_in_folder(const std::string& folder, const VolumeFile& file, std::size_t limit) {
  const UniqueFd root = open_folder(folder);
  const UniqueFd opened = open_beneath(root.get(), file.path, O_RDONLY);
  if (!opened) {
    return refuse(file, errno);
  }
  if (const auto regular = is_regular(opened, file); !regular) {
    return std::unexpected(regular.error());
  }
  std::string content;
  constexpr std::size_t kBlock = 1 << 16;
  while (true) {
    const std::size_t size = content.size();
    content.resize(size + kBlock);
    const ssize_t got = ::read(opened.get(), content.data() + size, kBlock);
    if (got < 0 && errno != EINTR) {
      return fail_system("read " + name_of(file), errno);
    }
    content.resize(size + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (content.size() > limit) {
      return fail(ErrorKind::no_answer, fmt::format("{} is longer than {} bytes", name_of(file), limit));
    }
    if (got == 0) {
      return content;
    }
  }
}

Result<void> write_in_folder(const std::string& folder, const VolumeFile& file, std::string_view content,
                             WriteMode mode) {
  const auto place = place_of(folder, file);
  if (!place) {
    return std::unexpected(place.error());
  }
  const std::uint64_t how = mode == WriteMode::append ? O_APPEND : O_TRUNC;
  UniqueFd opened = open_beneath(place->folder.get(), place->name, O_WRONLY | how);
  if (!opened && errno == ENOENT) {
    opened = open_beneath(place->folder.get(), place->name, O_WRONLY | O_CREAT | how, 0666);
    ::fchmod(opened.get(), 0666);
  }
  if (!opened) {
    return refuse(file, errno);
  }
  if (const auto regular = is_regular(opened, file); !regular) {
    return std::unexpected(regular.error());
  }
  while (!content.empty()) {
    const ssize_t written = ::write(opened.get(), content.data(), content.size());
    if (written < 0 && errno != EINTR) {
      return fail_system("write to " + name_of(file), errno);
    }
    content.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
  }
  return {};
}

Result<void> rename_in_folder(const std::string& folder, const VolumeFile& from, const std::string& path) {
  const UniqueFd root = open_folder(folder);
  const UniqueFd source =
      open_beneath(root.get(), std::filesystem::path(from.path).parent_path() / ".", O_PATH | O_DIRECTORY);
  if (!source) {
    return refuse(from, errno);
  }
  const VolumeFile to{.volume = from.volume, .path = path};
  const auto target = place_of(folder, to);
  if (!target) {
    return std::unexpected(target.error());
  }
  const std::string name = std::filesystem::path(from.path).filename();
  if (::renameat(source.get(), name.c_str(), target->folder.get(), target->name.c_str()) != 0) {
    return refuse(from, errno);
  }
  return {};
}

}  // namespace roadworthy
