#include "runtime/process/launch_plan.h"

#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

namespace roadworthy {
namespace {

constexpr const char* kSearchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Paths that a command line names, those behind a `=` included.
std::vector<std::string> paths_in(const ContainerSpec& spec) {
  std::vector<std::string> paths;
  for (const std::string& argument : spec.command) {
    const std::size_t start = argument.starts_with('/') ? 0 : argument.find("=/");
    if (start != std::string::npos) {
      paths.push_back(argument.substr(start == 0 ? 0 : start + 1));
    }
  }
  return paths;
}

LaunchPlan::Inside inside_of(const ContainerSpec& spec, const StandOptions& options) {
  LaunchPlan::Inside inside;
  inside.host_name = spec.name.substr(0, 64);
  inside.root.place = options.folder + "/root";
  inside.root.hosts_file = hosts_path(options);
  inside.root.visible = paths_in(spec);
  inside.root.visible.insert(inside.root.visible.end(),
                             {options.libexec, options.caller_folder, spec.working_directory});
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

std::string hosts_path(const StandOptions& options) {
  return options.folder + "/volumes/.hosts";
}

Result<LaunchPlan> make_launch_plan(const ContainerSpec& spec, const std::string& name, const StandOptions& options,
                                    const Isolation& isolation) {
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
