#include <algorithm>

#include "comparison/defaults.h"

namespace roadworthy {
namespace {

using namespace std::chrono_literals;

/// What RegisterTaskDefinition does without these, as the Amazon ECS API reference says.
constexpr DefaultSetting kContainerSettings[] = {
    {"linuxParameters.initProcessEnabled", "false"},
    {"linuxParameters.sharedMemorySize", "0"},
    {"linuxParameters.maxSwap", "0"},
    {"interactive", "false"},
    {"pseudoTerminal", "false"},
    {"disableNetworking", "false"},
    {"versionConsistency", "enabled"},
    {"restartPolicy.restartAttemptPeriod", "300"},
};
constexpr DefaultSetting kTaskSettings[] = {
    {"enableFaultInjection", "false"},
    {"enable_fault_injection", "false"},
    {"proxyConfiguration.type", "APPMESH"},
    {"proxy_configuration[0].type", "APPMESH"},
};
constexpr DefaultSetting kVolumeSettings[] = {
    {"efsVolumeConfiguration.rootDirectory", "/"},
    {"efsVolumeConfiguration.transitEncryption", "DISABLED"},
    {"efsVolumeConfiguration.authorizationConfig.iam", "DISABLED"},
    {"root_directory", "/"},
    {"transit_encryption", "DISABLED"},
    {"transit_encryption_port", "0"},
    {"authorization_config.iam", "DISABLED"},
    {"authorization_config.access_point_id", ""},
    {"dockerVolumeConfiguration.scope", "task"},
    {"dockerVolumeConfiguration.autoprovision", "false"},
    {"scope", "task"},
    {"autoprovision", "false"},
};
constexpr DefaultSetting kLogOptions[] = {{"awslogs-create-group", "false"}};

bool has_setting(const std::vector<Setting>& settings, std::string_view path) {
  return std::ranges::find(settings, path, &Setting::path) != settings.end();
}

bool on_fargate(const Pod& pod) {
  return std::ranges::any_of(pod.compatibilities, [](const Text& one) { return one.is("FARGATE"); });
}

bool windows(const Pod& pod) {
  return pod.os.is_known() && pod.os.value.starts_with("WINDOWS");
}

void spell_ports_out(Container& container, const Pod& pod, const Defaults& defaults) {
  expand_port_ranges(container.ports);
  const bool own_address = pod.network_mode.is("awsvpc") || pod.network_mode.is("host");
  for (PortMapping& port : container.ports.items) {
    defaults.fill(port.protocol, "tcp");
    // 0 is a port that is chosen when the task starts; a task with an address of its own has the container's.
    if (port.host_port.is({}) ||
        (own_address && port.container_port.is_known() && port.host_port.is(port.container_port.value))) {
      port.host_port = {.where = port.host_port.where};
    }
  }
}

void spell_health_check_out(HealthCheck& check, const Defaults& defaults) {
  defaults.fill(check.interval, 30s);
  defaults.fill(check.timeout, 5s);
  defaults.fill(check.retries, 3);
  defaults.fill(check.start_period, 0s);
  if (check.command.size() == 1 && check.command[0].is("NONE")) {
    check.command.items.clear();
  }
}

void spell_container_out(Container& container, const Pod& pod, const Defaults& defaults) {
  defaults.fill(container.essential, true);
  defaults.fill(container.cpu, 0.0);
  defaults.fill(container.privileged, false);
  defaults.fill(container.read_only_root, false);
  spell_ports_out(container, pod, defaults);
  for (Mount& mount : container.mounts.items) {
    defaults.fill(mount.read_only, false);
  }
  for (NamedText& entry : container.environment.items) {
    defaults.fill(entry.value, "");
  }
  if (container.health_check) {
    spell_health_check_out(*container.health_check, defaults);
  }
  if (container.log) {
    drop_defaults(container.log->options, kLogOptions);
  }
  if (on_fargate(pod)) {
    defaults.fill(container.stop_timeout, 30s);
  }
  defaults.fill(container.restart, "disabled");
  if (container.restart.is("disabled")) {
    std::erase_if(container.further, [](const Setting& setting) { return setting.path.starts_with("restartPolicy."); });
  }
  // Without maxSwap the container has no swap space of its own to be eager about.
  if (!has_setting(container.further, "linuxParameters.maxSwap")) {
    std::erase_if(container.further,
                  [](const Setting& setting) { return setting.path == "linuxParameters.swappiness"; });
  } else {
    drop_defaults(container.further, std::initializer_list<DefaultSetting>{{"linuxParameters.swappiness", "60"}});
  }
  drop_defaults(container.further, kContainerSettings);
  for (Text* text : {&container.user, &container.working_directory, &container.hostname}) {
    drop_empty(*text);
  }
}

}  // namespace

void spell_task_out(Pod& pod, const Defaults& defaults) {
  if (!windows(pod)) {
    // Fargate takes nothing but awsvpc.
    defaults.fill(pod.network_mode, on_fargate(pod) ? "awsvpc" : "bridge");
  }
  if (on_fargate(pod)) {
    defaults.fill(pod.os, "LINUX");
    defaults.fill(pod.architecture, "X86_64");
    defaults.fill(pod.ephemeral_storage, std::uint64_t{20} << 30U);
  }
  drop_empty(pod.ipc_mode);
  drop_empty(pod.pid_mode);
  drop_defaults(pod.further, kTaskSettings);
  for (Volume& volume : pod.volumes.items) {
    drop_empty(volume.host_path);
    if (volume.kind == VolumeKind::host_path && volume.host_path.is_absent()) {
      volume.kind = VolumeKind::scratch;
    }
    if (volume.driver.is("local")) {
      volume.driver = {.where = volume.driver.where};
    }
    drop_defaults(volume.further, kVolumeSettings);
  }
  for (Container& container : pod.containers.items) {
    spell_container_out(container, pod, defaults);
  }
}

}  // namespace roadworthy
