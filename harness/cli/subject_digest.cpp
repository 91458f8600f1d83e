#include "cli/subject_digest.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <ranges>

#include "core/sha256.h"

namespace roadworthy {
namespace {

namespace fs = std::filesystem;

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

/// A word with a slash is a path; any other is sought in PATH.
fs::path find_program(const std::string& word) {
  if (word.find('/') != std::string::npos) {
    return word;
  }
  const char* path = std::getenv("PATH");
  for (const auto folder : std::views::split(std::string_view(path == nullptr ? "/usr/bin:/bin" : path), ':')) {
    const auto candidate = fs::path(std::string_view(folder)) / word;
    if (is_file(candidate)) {
      return candidate;
    }
  }
  return {};
}

/// False when it cannot be read.
bool add_file(const fs::path& path, Sha256& digest) {
  std::ifstream in(path, std::ios::binary);
  std::array<char, 65536> block{};
  bool any = false;
  while (in.read(block.data(), block.size()), in.gcount() > 0) {
    digest.add({block.data(), static_cast<std::size_t>(in.gcount())});
    any = true;
  }
  return any;
}

/// Empty when its command names no file.
std::string digest_of(const std::vector<std::string>& command) {
  Sha256 digest;
  bool any = false;
  for (std::size_t at = 0; at < command.size(); ++at) {
    const fs::path path = at == 0 ? find_program(command[at]) : fs::path(command[at]);
    any = (is_file(path) && add_file(path, digest)) || any;
  }
  return any ? digest.hex().substr(0, 16) : "";
}

}  // namespace

std::map<std::string, std::string> identify_subjects(const LoadedScenario& loaded) {
  std::map<std::string, std::string> subjects = loaded.subjects;
  for (const PodSpec& pod : loaded.scenario.topology.pods) {
    for (const ContainerSpec& container : pod.containers) {
      const auto subject = subjects.find(container.stands_for);
      if (subject == subjects.end() || subject->second.find(" sha256:") != std::string::npos) {
        continue;
      }
      if (const auto digest = digest_of(container.command); !digest.empty()) {
        subject->second += ", sha256:" + digest;
      }
    }
  }
  return subjects;
}

}  // namespace roadworthy
