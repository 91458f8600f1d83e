#include "runtime/docker/program_image.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/sha256.h"
#include "runtime/docker/image_archive.h"
#include "runtime/docker/labels.h"

namespace roadworthy {
namespace {

namespace fs = std::filesystem;

/// Changes with whatever else the archive's content depends on.
constexpr std::string_view kLayout = "1";

/// The loader that an ELF program asks for; empty for a static one. Nothing for a file that is no 64-bit ELF program.
std::optional<std::string> loader_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  Elf64_Ehdr header{};
  in.read(reinterpret_cast<char*>(&header), sizeof header);
  if (!in || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS64 ||
      header.e_phnum > 256) {
    return std::nullopt;
  }
  for (int index = 0; index < header.e_phnum; ++index) {
    Elf64_Phdr part{};
    in.seekg(static_cast<std::streamoff>(header.e_phoff) + index * static_cast<std::streamoff>(sizeof part));
    in.read(reinterpret_cast<char*>(&part), sizeof part);
    if (in && part.p_type == PT_INTERP && part.p_filesz > 1 && part.p_filesz < 4096) {
      std::string loader(part.p_filesz - 1, '\0');
      in.seekg(static_cast<std::streamoff>(part.p_offset));
      in.read(loader.data(), static_cast<std::streamsize>(loader.size()));
      return in ? std::optional(loader) : std::nullopt;
    }
  }
  return "";
}

/// What the loader says of a program that it is asked to list instead of to run.
Result<std::string> list_libraries(std::string loader, std::string program) {
  std::array<int, 2> ends{-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return fail_system("make a pipe", errno);
  }
  UniqueFd output(ends[0]);
  UniqueFd input(ends[1]);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input.get(), STDOUT_FILENO);
  std::string option = "--list";
  std::array<char*, 4> arguments{loader.data(), option.data(), program.data(), nullptr};
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, loader.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  input.reset();
  if (error != 0) {
    return fail_system("run " + loader, error);
  }
  std::string text;
  std::array<char, 4096> buffer{};
  for (ssize_t count = 1; count > 0;) {
    count = ::read(output.get(), buffer.data(), buffer.size());
    text.append(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (status != 0) {
    return fail(ErrorKind::environment, fmt::format("{} cannot be loaded: a library is missing", program),
                fmt::format("`ldd {}` says which", program));
  }
  return text;
}

/// `libz.so.1 => /lib/x86_64-linux-gnu/libz.so.1 (0x...)` -> the path; empty for lines of another kind.
std::string library_in(const std::string& line) {
  const std::size_t arrow = line.find("=> /");
  const std::size_t end = line.find(" (0x");
  return arrow == std::string::npos || end == std::string::npos ? "" : line.substr(arrow + 3, end - arrow - 3);
}

Result<std::string> digest_of(const std::vector<ImageFile>& files) {
  Sha256 digest;
  digest.add(kLayout);
  std::string buffer(64 * 1024, '\0');
  for (const ImageFile& file : files) {
    digest.add(fmt::format("\n{}\n", file.path));
    std::ifstream in(file.source, std::ios::binary);
    if (!in) {
      return fail_system("read " + file.source, errno);
    }
    while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), in.gcount() > 0) {
      digest.add({buffer.data(), static_cast<std::size_t>(in.gcount())});
    }
  }
  return digest.hex().substr(0, 24);
}

Result<bool> exists(const EngineClient& engine, const std::string& reference, TimePoint deadline) {
  const auto answer = engine.send({.path = "/images/" + reference + "/json"}, deadline);
  if (!answer) {
    return std::unexpected(answer.error());
  }
  if (!answer->good() && answer->status != 404) {
    return fail(ErrorKind::environment, fmt::format("look for the image {}: {}", reference, answer->message()));
  }
  return answer->good();
}

Result<void> make_image(const EngineClient& engine, const std::string& name, const std::string& digest,
                        const std::vector<ImageFile>& files, const std::string& archive, TimePoint deadline) {
  if (auto done = write_image_archive(archive, files); !done) {
    return done;
  }
  const auto label = url_encode(fmt::format("LABEL {}={}", kProgramLabel, name));
  const auto answer = engine.send(
      {.method = "POST",
       .path = fmt::format("/images/create?fromSrc=-&repo=roadworthy/{}:{}&changes={}", name, digest, label),
       .file = archive},
      deadline);
  std::error_code ignored;
  fs::remove(archive, ignored);
  if (!answer) {
    return std::unexpected(answer.error());
  }
  // What goes wrong on the way comes in the body of a good answer.
  if (!answer->good() || answer->body.find("\"errorDetail\"") != std::string::npos) {
    return fail(ErrorKind::environment,
                fmt::format("make the image of {}: {}", name, answer->good() ? answer->body : answer->message()));
  }
  return {};
}

}  // namespace

bool is_elf_program(const std::string& path) {
  return loader_of(path).has_value();
}

Result<std::vector<ImageFile>> files_of_program(const std::string& program) {
  const auto loader = loader_of(program);
  if (!loader) {
    return fail(ErrorKind::environment, fmt::format("{} is no program that an image can be made of", program),
                "name an image instead: `image: REF`, or --subject NAME=image:REF");
  }
  std::vector<ImageFile> files{{.source = program, .path = "/bin/" + fs::path(program).filename().string()}};
  if (loader->empty()) {
    return files;
  }
  const auto listed = list_libraries(*loader, program);
  if (!listed) {
    return std::unexpected(listed.error());
  }
  files.push_back({.source = *loader, .path = *loader});
  std::size_t from = 0;
  for (std::size_t end = listed->find('\n'); end != std::string::npos; end = listed->find('\n', from)) {
    const std::string library = library_in(listed->substr(from, end - from));
    if (!library.empty() && library != *loader) {
      files.push_back({.source = library, .path = library});
    }
    from = end + 1;
  }
  std::ranges::sort(files, {}, &ImageFile::path);
  return files;
}

Result<std::string> ensure_program_image(const EngineClient& engine, const std::string& program,
                                         const std::string& folder, const std::string& lock_file, TimePoint deadline) {
  const auto files = files_of_program(program);
  const auto digest = files ? digest_of(*files) : std::unexpected(files.error());
  if (!digest) {
    return std::unexpected(digest.error());
  }
  std::string name = fs::path(program).filename().string();
  constexpr std::string_view kOwn = "roadworthy-";
  name = name.starts_with(kOwn) ? name.substr(kOwn.size()) : name;
  std::ranges::transform(name, name.begin(), [](char c) {
    const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return (small >= 'a' && small <= 'z') || (small >= '0' && small <= '9') ? small : '-';
  });
  std::string reference = fmt::format("roadworthy/{}:{}", name, *digest);
  auto there = exists(engine, reference, deadline);
  if (!there) {
    return std::unexpected(there.error());
  }
  if (*there) {
    return reference;
  }
  const UniqueFd lock(::open(lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock || ::flock(lock.get(), LOCK_EX) != 0) {
    return fail_system("lock " + lock_file, errno);
  }
  there = exists(engine, reference, deadline);
  if (!there) {
    return std::unexpected(there.error());
  }
  if (!*there) {
    const std::string archive = fmt::format("{}/{}-{}.tar", folder, name, *digest);
    if (auto done = make_image(engine, name, *digest, *files, archive, deadline); !done) {
      return std::unexpected(done.error());
    }
  }
  return reference;
}

}  // namespace roadworthy
