#include "runtime/docker/holder_files.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/unique_fd.h"

namespace roadworthy::holder {
namespace {

using nlohmann::json;

FileAnswer refuse(const std::string& what, int error_number) {
  return {.head = {{"error", what + ": " + std::strerror(error_number)}, {"errno", error_number}}, .bytes = {}};
}

/// Kernels before 5.6 and old seccomp profiles have no openat2: then no link is followed at all.
UniqueFd open_without_links(int folder, const std::string& path, int flags, mode_t mode) {
  UniqueFd at(::dup(folder));
  if (!at) {
    return {};
  }
  std::size_t from = 0;
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', from)) {
    at.reset(
        ::openat(at.get(), path.substr(from, slash - from).c_str(), O_PATH | O_NOFOLLOW | O_DIRECTORY | O_CLOEXEC));
    if (!at) {
      return {};
    }
    from = slash + 1;
  }
  return UniqueFd(::openat(at.get(), path.substr(from).c_str(), flags | O_NOFOLLOW | O_CLOEXEC, mode));
}

UniqueFd open_beneath(int folder, const std::string& path, int flags, mode_t mode = 0) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
  how.mode = mode;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  UniqueFd fd(static_cast<int>(::syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how)));
  if (!fd && (errno == ENOSYS || errno == EPERM)) {
    return open_without_links(folder, path, flags, mode);
  }
  return fd;
}

bool is_plain(const std::string& path) {
  return !path.empty() && path.front() != '/' && path.find('\0') == std::string::npos &&
         ("/" + path + "/").find("/../") == std::string::npos;
}

/// The folder that a path lies in, with every folder above it made where `make` asks for it.
UniqueFd folder_of(int root, const std::string& path, bool make) {
  UniqueFd at(::dup(root));
  if (!at) {
    return {};
  }
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    const std::string above = path.substr(0, slash);
    UniqueFd next = open_beneath(root, above, O_PATH | O_DIRECTORY);
    if (!next && errno == ENOENT && make) {
      const std::string name = above.substr(above.rfind('/') + 1);
      if (::mkdirat(at.get(), name.c_str(), 0777) != 0 && errno != EEXIST) {
        return {};
      }
      ::fchmodat(at.get(), name.c_str(), 0777, 0);
      next = open_beneath(root, above, O_PATH | O_DIRECTORY);
    }
    if (!next) {
      return {};
    }
    at = std::move(next);
  }
  return at;
}

std::string name_of(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

FileAnswer read_whole(int root, const std::string& path, std::size_t limit) {
  // Without blocking: opening a pipe must not wait for who writes to it.
  const UniqueFd file = open_beneath(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (!file) {
    return refuse("cannot open " + path, errno);
  }
  struct stat status{};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return {.head = {{"error", path + " is no regular file"}, {"errno", EINVAL}}, .bytes = {}};
  }
  FileAnswer answer;
  std::string buffer(64 * 1024, '\0');
  while (true) {
    const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
    if (count < 0 && errno != EINTR) {
      return refuse("cannot read " + path, errno);
    }
    if (count == 0) {
      return answer;
    }
    answer.bytes.append(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (answer.bytes.size() > limit) {
      return {.head = {{"error", path + " is longer than " + std::to_string(limit) + " bytes"}, {"errno", EFBIG}},
              .bytes = {}};
    }
  }
}

FileAnswer write_whole(int root, const std::string& path, std::string_view bytes, bool append) {
  const UniqueFd folder = folder_of(root, path, true);
  if (!folder) {
    return refuse("cannot make the folder of " + path, errno);
  }
  const UniqueFd file =
      open_beneath(root, path, O_WRONLY | O_CREAT | O_NONBLOCK | O_NOCTTY | (append ? O_APPEND : O_TRUNC), 0666);
  if (!file) {
    return refuse("cannot open " + path, errno);
  }
  while (!bytes.empty()) {
    const ssize_t count = ::write(file.get(), bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) {
      return refuse("cannot write " + path, errno);
    }
    bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
  return {};
}

FileAnswer rename_one(int root, const std::string& path, const std::string& to) {
  const UniqueFd from_folder = folder_of(root, path, false);
  const UniqueFd to_folder = from_folder ? folder_of(root, to, true) : UniqueFd();
  if (!from_folder || !to_folder ||
      ::renameat(from_folder.get(), name_of(path).c_str(), to_folder.get(), name_of(to).c_str()) != 0) {
    return refuse("cannot rename " + path, errno);
  }
  return {};
}

}  // namespace

FileAnswer handle_file_request(const std::string& root, const json& request, std::string_view bytes) {
  const std::string volume = request.value("volume", "");
  const std::string path = request.value("path", "");
  const std::string what = request.value("do", "");
  const std::string to = request.value("to", "");
  if (!is_plain(volume) || volume.find('/') != std::string::npos || !is_plain(path) ||
      (what == "rename" && !is_plain(to))) {
    return refuse("no path inside a volume", EINVAL);
  }
  ::umask(0);
  const UniqueFd folder(::open((root + "/" + volume).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!folder) {
    return refuse("no volume " + volume, errno);
  }
  if (what == "read") {
    return read_whole(folder.get(), path, request.value("limit", std::size_t{0}));
  }
  if (what == "write") {
    return write_whole(folder.get(), path, bytes, request.value("append", false));
  }
  return what == "rename" ? rename_one(folder.get(), path, to) : refuse("no such request", ENOSYS);
}

}  // namespace roadworthy::holder
