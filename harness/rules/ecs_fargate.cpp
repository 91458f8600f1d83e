#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "rules/families.h"
#include "rules/text.h"

namespace roadworthy {
namespace {

const Setting* find_setting(const std::vector<Setting>& settings, std::string_view prefix) {
  const auto found = std::ranges::find_if(
      settings, [&](const Setting& each) { return lower(each.path).starts_with(prefix) && !each.value.is_absent(); });
  return found == settings.end() ? nullptr : &*found;
}

bool needs_execution_role(const Container& container) {
  return uses_awslogs(container) || !container.secrets.empty() ||
         (container.log && !container.log->secret_options.empty());
}

void judge_volumes(const Task& task, Judgement& judgement) {
  for (const Volume& volume : task.pod->volumes) {
    const bool host = volume.kind == VolumeKind::host_path && !volume.host_path.is("");
    if (host || volume.kind == VolumeKind::docker) {
      judgement.fail({.message = fmt::format("volume `{}` of {} is {}, which Fargate does not have", volume.name.value,
                                             task.label, host ? "a path of the host" : "one of the Docker daemon"),
                      .expected = "a volume with a name alone, or a file share",
                      .seen = host ? volume.host_path.value_or("a host path") : "dockerVolumeConfiguration",
                      .remedy = "",
                      .subject = task.label,
                      .where = host ? volume.host_path.where : volume.where});
    }
  }
}

void judge_task_settings(const Task& task, Judgement& judgement) {
  const Pod& pod = *task.pod;
  const auto refuse = [&](const SourceSpan& where, std::string message, std::string remedy) {
    judgement.fail(where, task.label, std::move(message), std::move(remedy));
  };
  const std::string_view mode = network_mode(task);
  if (!mode.empty() && mode != "awsvpc") {
    judgement.fail({.message = fmt::format("{} asks for Fargate, which has network mode awsvpc alone", task.label),
                    .expected = "networkMode: awsvpc",
                    .seen = pod.network_mode.is_absent() ? "nothing, so bridge" : pod.network_mode.value,
                    .remedy = "",
                    .subject = task.label,
                    .where = pod.network_mode.where});
  }
  if (pod.ipc_mode.is_known() && !pod.ipc_mode.value.empty()) {
    refuse(pod.ipc_mode.where, fmt::format("{} sets an IPC mode, which Fargate does not take", task.label),
           "leave `ipcMode` out");
  }
  if (pod.pid_mode.is("host")) {
    refuse(pod.pid_mode.where, fmt::format("{} asks for the host's processes, which Fargate does not show", task.label),
           "`pidMode` can be task, or left out");
  }
  for (const std::string_view key :
       {"placementconstraints", "placement_constraints", "inferenceaccelerators", "inference_accelerator"}) {
    if (const Setting* setting = find_setting(pod.further, key)) {
      refuse(setting->value.where, fmt::format("{} has `{}`, which Fargate does not take", task.label, setting->path),
             "leave it out");
    }
  }
  const auto user = std::ranges::find_if(
      task.containers, [](const TaskContainer& each) { return needs_execution_role(*each.container); });
  if (user != task.containers.end() && pod.execution_role.is_absent() && !task.component) {
    refuse(pod.where,
           fmt::format("{} has no execution role, with which Fargate {} for {}", task.label,
                       user->container->secrets.empty() ? "writes the logs" : "fetches the secrets", user->label),
           "set `executionRoleArn`");
  }
}

void judge_container(const TaskContainer& each, Judgement& judgement) {
  const Container& container = *each.container;
  const auto refuse = [&](const SourceSpan& where, std::string_view what, std::string remedy) {
    judgement.fail(where, each.label, fmt::format("{} {}, which Fargate does not take", each.label, what),
                   std::move(remedy));
  };
  if (container.privileged.is(true)) {
    refuse(container.privileged.where, "is privileged", "leave `privileged` out");
  }
  for (const std::string_view key :
       {"linuxparameters.devices", "linuxparameters.sharedmemorysize", "linuxparameters.tmpfs",
        "linuxparameters.maxswap", "linuxparameters.swappiness", "dockersecurityoptions"}) {
    if (const Setting* setting = find_setting(container.further, key)) {
      refuse(setting->value.where, fmt::format("has `{}`", setting->path), "leave it out");
    }
  }
  for (const Setting& setting : container.further) {
    if (lower(setting.path).starts_with("resourcerequirements") && setting.value.is("GPU")) {
      refuse(setting.value.where, "asks for a GPU", "run it on EC2");
    }
  }
  for (const Text& capability : container.capabilities_add) {
    if (capability.is_known() && capability.value != "SYS_PTRACE") {
      refuse(capability.where, fmt::format("adds the capability {}", capability.value), "only SYS_PTRACE can be added");
    }
  }
  constexpr std::array<std::string_view, 3> drivers{"awslogs", "splunk", "awsfirelens"};
  if (container.log && container.log->driver.is_known() &&
      std::ranges::find(drivers, container.log->driver.value) == drivers.end()) {
    refuse(container.log->driver.where, fmt::format("logs through `{}`", container.log->driver.value),
           "take awslogs, splunk or awsfirelens");
  }
  if (container.stop_timeout.is_known() && container.stop_timeout.value > std::chrono::seconds(120)) {
    refuse(container.stop_timeout.where, fmt::format("has {} to stop", to_text(container.stop_timeout.value)),
           "at most 120 seconds");
  }
  if (container.firelens) {
    const NamedText* type = find_named(container.firelens->options, "config-file-type");
    if (type && type->value.is("s3")) {
      refuse(type->value.where, "takes its FireLens configuration from S3",
             "put the file into the image, with type `file`");
    }
  }
}

}  // namespace

void judge_fargate(const Facts& facts, Judgement& judgement) {
  for (const Task& task : facts.tasks) {
    if (task.fargate != Answer::yes) {
      continue;
    }
    judgement.look();
    judge_task_settings(task, judgement);
    judge_volumes(task, judgement);
    for (const TaskContainer& each : task.containers) {
      judge_container(each, judgement);
    }
  }
}

/// What network modes forbid, on Fargate and elsewhere.
void judge_network_settings(const Facts& facts, Judgement& judgement) {
  for (const Task& task : facts.tasks) {
    const std::string_view mode = network_mode(task);
    for (const TaskContainer& each : task.containers) {
      const Container& container = *each.container;
      const bool uses = !container.links.empty() || !container.extra_hosts.empty() || container.hostname.is_known();
      if (!uses || mode.empty()) {
        continue;
      }
      judgement.look();
      if (!container.links.empty() && mode != "bridge") {
        judgement.fail(container.links.where, each.label,
                       fmt::format("{} has links, which only network mode bridge knows, and {} has {}", each.label,
                                   task.label, mode),
                       "leave `links` out; in one task containers reach each other on localhost");
      }
      if (mode == "awsvpc" && !container.extra_hosts.empty()) {
        judgement.fail(container.extra_hosts.where, each.label,
                       fmt::format("{} has extra hosts, which network mode awsvpc does not take", each.label),
                       "leave `extraHosts` out");
      }
      if (mode == "awsvpc" && container.hostname.is_known() && !container.hostname.value.empty()) {
        judgement.fail(container.hostname.where, each.label,
                       fmt::format("{} has a host name, which network mode awsvpc does not take", each.label),
                       "leave `hostname` out");
      }
    }
  }
}

}  // namespace roadworthy
