#include "cli/paths.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

namespace roadworthy {
namespace {

namespace fs = std::filesystem;

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

}  // namespace

std::string program_path() {
  std::error_code ignored;
  return fs::read_symlink("/proc/self/exe", ignored).string();
}

std::string libexec_folder() {
  if (auto named = from_environment("ROADWORTHY_LIBEXEC"); !named.empty()) {
    return named;
  }
  const fs::path beside = fs::path(program_path()).parent_path();
  std::error_code ignored;
  const fs::path here = beside / "libexec" / "roadworthy";
  return fs::is_directory(here, ignored) ? here.string() : (beside.parent_path() / "libexec" / "roadworthy").string();
}

Result<std::string> data_folder() {
  const fs::path beside = fs::path(program_path()).parent_path();
  const std::array candidates{fs::path(from_environment("ROADWORTHY_DATA")), beside / "share" / "roadworthy",
                              beside.parent_path() / "share" / "roadworthy"};
  for (const fs::path& candidate : candidates) {
    std::error_code ignored;
    if (!candidate.empty() && fs::is_regular_file(candidate / "scenarios" / "checklist.yaml", ignored)) {
      // Where its scenarios really lie, because what they name lies beside them: in a build folder they are a link.
      return fs::canonical(candidate / "scenarios").parent_path().string();
    }
  }
  return fail(ErrorKind::environment, "the checklist is not to be found",
              "set ROADWORTHY_DATA to the folder that holds scenarios/checklist.yaml");
}

Result<std::string> runs_folder() {
  const std::string temporary = from_environment("TMPDIR");
  std::string folder = fmt::format("{}/roadworthy-{}", temporary.empty() ? "/tmp" : temporary, getuid());
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    return fail_system("cannot make " + folder, errno, "set TMPDIR to a folder that can be written to");
  }
  struct stat status{};
  if (lstat(folder.c_str(), &status) != 0) {
    return fail_system("cannot look at " + folder, errno);
  }
  if (!S_ISDIR(status.st_mode) || status.st_uid != getuid() || (status.st_mode & 0077U) != 0) {
    return fail(ErrorKind::environment, fmt::format("{} is not a folder of this user's alone", folder),
                "remove it, or set TMPDIR to another folder");
  }
  return folder;
}

std::string random_id() {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::array<unsigned char, 10> bytes{};
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    std::abort();  // Cannot happen for so few bytes; see getrandom(2).
  }
  std::string id;
  for (const unsigned char byte : bytes) {
    id += kLetters[byte % kLetters.size()];
  }
  return id;
}

}  // namespace roadworthy
