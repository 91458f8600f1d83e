#include "runtime/docker/machine_root.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "runtime/docker/program_image.h"

namespace roadworthy {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSearchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/// Where programs and what they need lie. Not /etc as a whole: passwords are nobody's business.
constexpr const char* kMachine[] = {"/usr",
                                    "/bin",
                                    "/sbin",
                                    "/lib",
                                    "/lib32",
                                    "/lib64",
                                    "/opt",
                                    "/etc/alternatives",
                                    "/etc/ssl",
                                    "/etc/passwd",
                                    "/etc/ld.so.cache",
                                    "/etc/ca-certificates",
                                    "/etc/nsswitch.conf"};

/// Folders and files of this machine that a command line names; a file brings its folder.
void add_path(std::set<std::string>& paths, const std::string& path) {
  std::error_code ignored;
  if (!path.starts_with('/') || path == "/" || path == "/tmp" || !fs::exists(path, ignored)) {
    return;
  }
  const std::string folder = fs::path(path).parent_path().string();
  const bool with_folder = fs::is_regular_file(path, ignored) && folder != "/tmp" && folder != "/";
  paths.insert(with_folder ? folder : path);
}

}  // namespace

Result<void> put_on_machine_root(const EngineClient& engine, const StandOptions& options, ContainerSpec& spec,
                                 ContainerFrame& frame, const std::string& lock_file, TimePoint deadline) {
  if (!engine.address().is_local()) {
    return fail(
        ErrorKind::environment,
        fmt::format("{} is a command of this machine, and the Docker Engine is on another", spec.command.front()),
        "name an image: `image: REF`, or --subject NAME=image:REF");
  }
  const auto image =
      ensure_program_image(engine, options.libexec + "/roadworthy-holder", options.folder, lock_file, deadline);
  if (!image) {
    return std::unexpected(image.error());
  }
  std::set<std::string> paths;
  for (const char* path : kMachine) {
    std::error_code ignored;
    if (fs::exists(path, ignored)) {
      paths.insert(path);
    }
  }
  for (const std::string& argument : spec.command) {
    const std::size_t start = argument.starts_with('/') ? 0 : argument.find("=/");
    add_path(paths, start == std::string::npos ? "" : argument.substr(start == 0 ? 0 : start + 1));
  }
  add_path(paths, options.libexec);
  add_path(paths, spec.working_directory);
  if (spec.role == ContainerRole::subject && spec.working_directory.empty()) {
    add_path(paths, options.caller_folder);
    frame.working_directory = paths.contains(options.caller_folder) ? options.caller_folder : "/";
  } else if (spec.working_directory.empty()) {
    frame.working_directory = "/";
  }
  // A path below another of them is there already.
  for (const std::string& path : paths) {
    const bool covered =
        std::ranges::any_of(paths, [&](const std::string& other) { return path.starts_with(other + "/"); });
    if (!covered) {
      frame.machine_folders.push_back(path);
    }
  }
  spec.environment.emplace("PATH", kSearchPath);
  spec.environment.emplace("HOME", "/tmp");
  frame.image = *image;
  frame.replaces_entrypoint = true;
  return {};
}

}  // namespace roadworthy
