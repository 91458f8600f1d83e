#include <cerrno>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/unique_fd.h"
#include "document/encoding.h"
#include "document/json_reader.h"
#include "document/node.h"
#include "document/source_text.h"
#include "document/yaml_reader.h"

namespace roadworthy {
namespace {

Result<std::string> refuse_file(const std::string& path, std::string_view why, std::string remedy = {}) {
  return fail(ErrorKind::invalid_file, fmt::format("`{}` {}", path, why), std::move(remedy));
}

Result<std::string> refuse_file(const std::string& path, int error_number) {
  return refuse_file(
      path, fmt::format("cannot be read: {}", std::error_code(error_number, std::system_category()).message()));
}

std::string too_large(std::size_t limit) {
  return limit >= 1u << 20 ? fmt::format("is larger than {} MiB", limit >> 20)
                           : fmt::format("is larger than {} bytes", limit);
}

/// The bytes of a regular file. Never waits (as opening a named pipe would), never reads more than the limit.
Result<std::string> read_file(const std::string& path, std::size_t limit) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat status{};
  if (!file || ::fstat(file.get(), &status) != 0) {
    return refuse_file(path, errno);
  }
  if (S_ISDIR(status.st_mode)) {
    return refuse_file(path, "is a folder, not a file");
  }
  if (!S_ISREG(status.st_mode)) {
    return refuse_file(path, "is not a regular file");
  }
  if (static_cast<std::uintmax_t>(status.st_size) > limit) {
    return refuse_file(path, too_large(limit));
  }
  std::string bytes;
  // One byte more than the size, so that the read that finds the end needs no larger buffer.
  std::string chunk(static_cast<std::size_t>(status.st_size) + 4096, '\0');
  while (true) {
    const ssize_t got = ::read(file.get(), chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return refuse_file(path, errno);
    }
    if (got == 0) {
      return bytes;
    }
    bytes.append(chunk, 0, static_cast<std::size_t>(got));
    if (bytes.size() > limit) {
      return refuse_file(path, too_large(limit));
    }
  }
}

enum class Syntax { any, json };

std::expected<Document, Errors> finish(const SourceText& source, Node root, Errors errors) {
  if (!errors.empty()) {
    return std::unexpected(std::move(errors));
  }
  return Document{.file = source.file(), .root = std::move(root)};
}

/// Whether the first mistake of `one` is further on in the file than that of `other`.
bool got_further(const Errors& one, const Errors& other) {
  const auto place = [](const Errors& errors) {
    return errors.front().where ? std::pair(errors.front().where->line, errors.front().where->column)
                                : std::pair(0u, 0u);
  };
  return place(one) > place(other);
}

std::expected<Document, Errors> parse(std::string name, std::string bytes, const DocumentLimits& limits,
                                      Syntax syntax) {
  if (bytes.size() > limits.bytes) {
    return std::unexpected(Errors{refuse_file(name, too_large(limits.bytes)).error()});
  }
  DecodedText decoded = decode_text(std::move(bytes), limits.bytes);
  const SourceText source(std::make_shared<const SourceFile>(SourceFile{std::move(name), std::move(decoded.text)}));
  if (!decoded.good) {
    return std::unexpected(Errors{source.error(decoded.fault, decoded.fault + 1, decoded.message, decoded.remedy)});
  }
  const std::size_t first = source.text().find_first_not_of(" \t\r\n");
  const bool may_be_json =
      first != std::string_view::npos && (source.text()[first] == '{' || source.text()[first] == '[');
  if (syntax == Syntax::any && !may_be_json) {
    YamlOutcome yaml = read_yaml(source, limits);
    return finish(source, std::move(yaml.root), std::move(yaml.errors));
  }
  JsonOutcome json = read_json(source, limits);
  if (syntax == Syntax::any && json.syntax_fault) {
    YamlOutcome yaml = read_yaml(source, limits);
    if (yaml.errors.empty() || !got_further(json.errors, yaml.errors)) {
      return finish(source, std::move(yaml.root), std::move(yaml.errors));
    }
  }
  return finish(source, std::move(json.root), std::move(json.errors));
}

}  // namespace

std::expected<Document, Errors> read_document(const std::string& path, const DocumentLimits& limits) {
  Result<std::string> bytes = read_file(path, limits.bytes);
  if (!bytes) {
    return std::unexpected(Errors{std::move(bytes.error())});
  }
  return parse_document(path, *std::move(bytes), limits);
}

std::expected<Document, Errors> parse_document(std::string name, std::string text, const DocumentLimits& limits) {
  const Syntax syntax = name.ends_with(".json") ? Syntax::json : Syntax::any;
  return parse(std::move(name), std::move(text), limits, syntax);
}

std::expected<Document, Errors> parse_json_document(std::string name, std::string text, const DocumentLimits& limits) {
  return parse(std::move(name), std::move(text), limits, Syntax::json);
}

}  // namespace roadworthy
