#include "runtime/process/launch_plan.h"

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include <fmt/format.h>
#include <unistd.h>

namespace roadworthy {
namespace {

constexpr const char* kSearchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

bool is_own(const std::string& path) {
  return path == "/tmp" || path == "/run" || path == "/var/run";
}

/// Paths that a command line names, those behind a `=` included, its working directory, and the folders of its PATH. A
/// file brings its folder: a script finds its modules beside itself. Not /tmp and /run themselves: whoever names those
/// means the container's own.
std::vector<std::string> paths_in(const ContainerSpec& spec) {
  std::vector<std::string> paths;
  const auto add = [&](std::string path) {
    while (path.size() > 1 && path.ends_with('/')) {
      path.pop_back();
    }
    if (!path.starts_with('/') || is_own(path)) {
      return;
    }
    std::error_code ignored;
    const std::string folder = std::filesystem::path(path).parent_path();
    if (!is_own(folder) && std::filesystem::is_regular_file(path, ignored)) {
      paths.push_back(folder);
    }
    paths.push_back(std::move(path));
  };
  for (const std::string& argument : spec.command) {
    const std::size_t start = argument.starts_with('/') ? 0 : argument.find("=/");
    add(start == std::string::npos ? "" : argument.substr(start == 0 ? 0 : start + 1));
  }
  add(spec.working_directory);
  if (const auto search = spec.environment.find("PATH"); search != spec.environment.end()) {
    std::istringstream folders(search->second);
    for (std::string folder; std::getline(folders, folder, ':');) {
      add(folder);
    }
  }
  return paths;
}

/// Sockets of container engines that lie outside /run, which is hidden as a whole.
std::vector<std::string> engine_sockets() {
  std::vector<std::string> sockets;
  constexpr std::string_view kUnix = "unix://";
  if (const char* host = std::getenv("DOCKER_HOST"); host != nullptr && std::string_view(host).starts_with(kUnix)) {
    sockets.emplace_back(host + kUnix.size());
  }
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/') {
    for (const char* socket : {"/.docker/run/docker.sock", "/.docker/desktop/docker.sock"}) {
      sockets.push_back(home + std::string(socket));
    }
  }
  return sockets;
}

LaunchPlan::Inside inside_of(const ContainerSpec& spec, const StandOptions& options) {
  LaunchPlan::Inside inside;
  inside.host_name = spec.name.substr(0, 64);
  inside.root.place = options.folder + "/root";
  inside.root.hosts_file = hosts_path(options);
  inside.root.resolver_file = resolver_path(options);
  inside.root.visible = paths_in(spec);
  inside.root.visible.insert(inside.root.visible.end(), {options.libexec, options.caller_folder});
  inside.root.hidden = engine_sockets();
  for (const VolumeMount& volume : spec.volumes) {
    inside.root.binds.push_back({.source = volume.is_bind() ? volume.source : volume_folder(options, volume.source),
                                 .target = volume.target,
                                 .read_only = volume.read_only});
  }
  return inside;
}

}  // namespace

std::string volume_folder(const StandOptions& options, const std::string& volume) {
  return options.folder + "/volumes/" + volume;
}

std::string resolver_path(const StandOptions& options) {
  return options.folder + "/volumes/.resolv.conf";
}

std::string hosts_path(const StandOptions& options) {
  return options.folder + "/volumes/.hosts";
}

Result<LaunchPlan> make_launch_plan(const ContainerSpec& spec, const std::string& name, const StandOptions& options,
                                    const Isolation& isolation) {
  if (!spec.image.empty() && spec.role == ContainerRole::helper) {
    return fail(ErrorKind::unavailable,
                fmt::format("{} is the image {}, and the process runtime has no images", name, spec.image),
                "run it with --runtime docker");
  }
  if (spec.command.empty()) {
    return fail(ErrorKind::environment, fmt::format("{} has no command, and the process runtime has no images", name),
                "Give it a `command`, or use the docker runtime.");
  }
  const bool may_change = ::geteuid() == 0 && !isolation.user_namespace;
  auto credentials = read_user(spec.user, may_change);
  if (!credentials) {
    credentials.error().message = fmt::format("{}: {}", name, credentials.error().message);
    return std::unexpected(credentials.error());
  }
  LaunchPlan plan;
  plan.arguments = spec.command;
  plan.credentials = *std::move(credentials);
  std::map<std::string, std::string> environment = spec.environment;
  plan.search_path = environment.emplace("PATH", kSearchPath).first->second;
  environment.emplace("HOME", "/tmp");
  for (const auto& [key, value] : environment) {
    plan.environment.push_back(key + "=" + value);
  }
  if (!spec.working_directory.empty()) {
    plan.working_directories = {spec.working_directory};
  } else if (spec.role == ContainerRole::subject && !options.caller_folder.empty()) {
    plan.working_directories = {options.caller_folder, "/"};
  } else {
    plan.working_directories = {"/"};
  }
  if (isolation.mode == IsolationMode::namespaces) {
    plan.inside = inside_of(spec, options);
  }
  return plan;
}

}  // namespace roadworthy
