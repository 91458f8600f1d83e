#pragma once

#include <string>
#include <string_view>

#include "core/error.h"
#include "core/unique_fd.h"

namespace roadworthy {

/// Writes all of `text` with one write(2), as files under /proc want it. The file must exist.
[[nodiscard]] Result<void> write_to(const std::string& path, std::string_view text);

/// Makes (or empties) a regular file of mode 0644 with that text.
[[nodiscard]] Result<void> make_file(const std::string& path, std::string_view text);

/// The first `limit` bytes of a file; empty where it cannot be read.
[[nodiscard]] std::string read_some(const std::string& path, std::size_t limit);

/// A directory with exactly these permissions, whatever the umask; one that exists already gets them too.
[[nodiscard]] Result<void> make_folder(const std::string& path, unsigned mode);

struct Pipe {
  UniqueFd read;
  UniqueFd write;
};

/// A pipe, both ends closed on exec.
[[nodiscard]] Result<Pipe> make_pipe();

/// Whether `path` is `folder` or lies under it. Both absolute, without `.` and `..`.
[[nodiscard]] bool lies_in(std::string_view path, std::string_view folder);

}  // namespace roadworthy
