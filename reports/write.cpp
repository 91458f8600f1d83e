#include "reports/write.h"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/unique_fd.h"

namespace roadworthy {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> cannot_write(const fs::path& path, int error_number) {
  return fail_system(fmt::format("cannot write {}", path.string()), error_number);
}

using Writer = std::function<void(const TextSink& out)>;

/// Zero, or the errno.
int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno != EINTR) {
      return errno;
    }
    if (written > 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  return 0;
}

/// Pieces are put together to blocks. Zero, or the errno of the first mishap; nothing is written behind it.
int write_all(int fd, const Writer& write) {
  constexpr std::size_t kBlock = std::size_t{64} << 10;
  int mishap = 0;
  std::string block;
  const auto flush = [&] {
    mishap = mishap == 0 ? write_all(fd, block) : mishap;
    block.clear();
  };
  write([&](std::string_view piece) {
    block += piece;
    if (block.size() >= kBlock) {
      flush();
    }
  });
  flush();
  return mishap;
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

/// Unique among the processes of this machine and the threads of this one.
fs::path temporary_beside(const fs::path& path) {
  static std::atomic<unsigned> counter = 0;
  return folder_of(path) / fmt::format(".{}.{}-{}.tmp", path.filename().string(), ::getpid(), counter++);
}

/// Zero, or the errno. What is on the disk is durable when it returns zero.
int write_and_sync(const fs::path& path, const Writer& write) {
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (!fd) {
    return errno;
  }
  if (const int mishap = write_all(fd.get(), write); mishap != 0) {
    return mishap;
  }
  return ::fsync(fd.get()) == 0 ? 0 : errno;
}

/// The rename itself is durable only with its folder; a file system that cannot do that loses no more than a report.
void sync_folder(const fs::path& folder) {
  const UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd) {
    (void)::fsync(fd.get());
  }
}

Result<void> write_directly(const fs::path& path, const Writer& write) {
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  const int mishap = fd ? write_all(fd.get(), write) : errno;
  if (mishap != 0) {
    return cannot_write(path, mishap);
  }
  return {};
}

}  // namespace

Result<void> write_atomically(const fs::path& path, const Writer& write) {
  std::error_code problem;
  const fs::file_status status = fs::status(path, problem);
  if (fs::is_directory(status)) {
    return fail(ErrorKind::usage, fmt::format("cannot write {}: it is a folder", path.string()), "name a file in it");
  }
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    return write_directly(path, write);
  }
  fs::path target = path;
  if (fs::is_symlink(fs::symlink_status(path, problem))) {
    target = fs::weakly_canonical(path, problem);
    if (problem) {
      return cannot_write(path, problem.value());
    }
  }
  if (const fs::path folder = folder_of(target); !fs::exists(folder, problem) && !problem) {
    return fail(ErrorKind::usage,
                fmt::format("cannot write {}: the folder {} does not exist", path.string(), folder.string()),
                fmt::format("create it first: mkdir -p {}", folder.string()));
  }

  const fs::path temporary = temporary_beside(target);
  int mishap = write_and_sync(temporary, write);
  if (mishap == 0 && std::rename(temporary.c_str(), target.c_str()) != 0) {
    mishap = errno;
  }
  if (mishap != 0) {
    ::unlink(temporary.c_str());
    return cannot_write(path, mishap);
  }
  sync_folder(folder_of(target));
  return {};
}

}  // namespace roadworthy
