#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/unique_fd.h"
#include "definition/format.h"

namespace roadworthy {
namespace {

std::unexpected<Error> unreadable(const std::string& path, const std::string& why) {
  return fail(ErrorKind::invalid_file, fmt::format("{} cannot be read: {}", path, why));
}

}  // namespace

std::expected<Input, Errors> make_input(std::string name, std::string text, const DocumentLimits& limits) {
  if (text.size() > limits.bytes) {
    return std::unexpected(Errors{{.kind = ErrorKind::invalid_file,
                                   .message = fmt::format("{} has more than {} bytes", name, limits.bytes),
                                   .remedy = {},
                                   .where = {}}});
  }
  Input input;
  auto document = parse_document(name, text, limits);
  if (document) {
    input.file = document->file;
    input.document = std::make_shared<const Document>(std::move(*document));
    return input;
  }
  input.not_a_document = std::move(document.error());
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.erase(0, 3);
  }
  input.file = std::make_shared<const SourceFile>(SourceFile{.path = std::move(name), .text = std::move(text)});
  return input;
}

Result<std::shared_ptr<const SourceFile>> read_text(const std::string& path, std::size_t most) {
  // Not blocking: a pipe without a writer must not stop the program before it is seen to be no file.
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status{};
  if (!file || ::fstat(file.get(), &status) != 0) {
    return unreadable(path, std::strerror(errno));
  }
  if (!S_ISREG(status.st_mode)) {
    return unreadable(path, "it is no regular file");
  }
  if (static_cast<std::uintmax_t>(status.st_size) > most) {
    return unreadable(path, fmt::format("it has {} bytes, and at most {} are read", status.st_size, most));
  }
  std::string text(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t filled = 0;
  while (filled < text.size()) {
    const ssize_t got = ::read(file.get(), text.data() + filled, text.size() - filled);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return unreadable(path, std::strerror(errno));
    }
    if (got == 0) {
      break;
    }
    filled += static_cast<std::size_t>(got);
  }
  text.resize(filled);
  return std::make_shared<const SourceFile>(SourceFile{.path = path, .text = std::move(text)});
}

std::expected<Input, Errors> read_input(const std::string& path, const DocumentLimits& limits) {
  auto file = read_text(path, limits.bytes);
  if (!file) {
    return std::unexpected(Errors{file.error()});
  }
  return make_input(path, (*file)->text, limits);
}

}  // namespace roadworthy
