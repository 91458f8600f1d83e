#include <algorithm>
#include <map>

#include "comparison/defaults.h"

namespace roadworthy {
namespace {

using namespace std::chrono_literals;

/// What the Compose specification, and the Docker Engine below it, does without these.
constexpr DefaultSetting kContainerSettings[] = {
    {"init", "false"},
    {"tty", "false"},
    {"stdin_open", "false"},
    {"attach", "true"},
    {"pull_policy", "missing"},
    {"pull_policy", "if_not_present"},
    {"oom_kill_disable", "false"},
    {"oom_score_adj", "0"},
    {"ipc", "private"},
    {"build.dockerfile", "Dockerfile"},
    {"build.no_cache", "false"},
    {"build.pull", "false"},
    {"deploy.mode", "replicated"},
    {"deploy.endpoint_mode", "vip"},
    {"format", ""},
    {"use_api_socket", "false"},
    {"interactive", "false"},
};
constexpr DefaultSetting kMountSettings[] = {{"bind.create_host_path", "true"},
                                             {"bind.propagation", "rprivate"},
                                             {"volume.nocopy", "false"},
                                             {"consistency", "consistent"}};
constexpr DefaultSetting kNetworkSettings[] = {
    {"attachable", "false"}, {"enable_ipv6", "false"}, {"enable_ipv4", "true"}};

void spell_mount_out(Mount& mount, const Defaults& defaults) {
  defaults.fill(mount.read_only, false);
  drop_defaults(mount.further, kMountSettings);
  if (mount.kind == MountKind::host_path && mount.source.is_known()) {
    mount.source.value = canonical_path(mount.source.value);
  }
  // An anonymous volume is known by its target alone.
  if (mount.kind == MountKind::anonymous) {
    mount.source = {.where = mount.source.where};
  }
}

void spell_health_check_out(std::optional<HealthCheck>& check, const Defaults& defaults) {
  if (!check) {
    return;
  }
  if (check->disabled.is(true)) {
    check->command.items.clear();
    return;
  }
  defaults.fill(check->disabled, false);
  defaults.fill(check->interval, 30s);
  defaults.fill(check->timeout, 30s);
  defaults.fill(check->start_period, 0s);
  defaults.fill(check->start_interval, 5s);
  defaults.fill(check->retries, 3);
}

/// A mode is a network like any other here.
void spell_networks_out(Container& container, const std::string& otherwise) {
  if (!container.network_mode.is_absent() && !container.networks.is_unknown()) {
    container.networks.items.insert(container.networks.items.begin(),
                                    {.network = container.network_mode, .where = container.network_mode.where});
    container.network_mode = {.where = container.network_mode.where};
  }
  if (container.networks.empty() && !container.networks.is_unknown()) {
    container.networks.items.push_back(
        {.network = {.state = ValueState::known, .value = otherwise}, .where = container.where});
  }
}

/// A script gives published ports one after the other; who says the same twice means it once.
void drop_doubled_ports(List<PortMapping>& ports) {
  std::vector<PortMapping> kept;
  for (PortMapping& port : ports.items) {
    const bool doubled = std::ranges::any_of(kept, [&](const PortMapping& other) {
      return port.container_port.is_known() && other.container_port.is(port.container_port.value) &&
             port.host_port.is_known() && other.host_port.is(port.host_port.value) && port.host_port.value.first != 0 &&
             other.host_address.value == port.host_address.value && other.protocol.value == port.protocol.value;
    });
    if (!doubled) {
      kept.push_back(std::move(port));
    }
  }
  ports.items = std::move(kept);
}

}  // namespace

void spell_docker_container_out(Pod& pod, const Defaults& defaults) {
  for (Container& container : pod.containers.items) {
    expand_port_ranges(container.ports);
    for (PortMapping& port : container.ports.items) {
      defaults.fill(port.protocol, "tcp");
      defaults.fill(port.host_port, PortRange{});  // Chosen when the container starts.
      defaults.fill(port.host_address, "0.0.0.0");
    }
    drop_doubled_ports(container.ports);
    for (Mount& mount : container.mounts.items) {
      spell_mount_out(mount, defaults);
    }
    for (ContainerDependency& dependency : container.depends_on.items) {
      defaults.fill(dependency.condition, "service_started");
      defaults.fill(dependency.required, true);
      defaults.fill(dependency.restart, false);
    }
    for (SecretUse& use : container.secrets.items) {
      const bool config = std::ranges::any_of(
          use.further, [](const Setting& setting) { return setting.path == "kind" && setting.value.is("config"); });
      defaults.fill(use.target, (config ? "/" : "/run/secrets/") + use.name.value);
      if (!config && use.target.is_known() && !use.target.value.starts_with('/')) {
        use.target.value = "/run/secrets/" + use.target.value;
      }
    }
    if (container.network_mode.is("default")) {
      container.network_mode.value = "bridge";
    }
    spell_networks_out(container, pod.kind == PodKind::docker_run ? "bridge" : "default");
    spell_health_check_out(container.health_check, defaults);
    defaults.fill(container.privileged, false);
    defaults.fill(container.read_only_root, false);
    defaults.fill(container.restart, "no");
    defaults.fill(container.stop_timeout, 10s);
    if (container.restart.is("on-failure:0")) {
      container.restart.value = "on-failure";
    }
    // What the files say is in the environment already.
    if (!container.environment.is_unknown()) {
      container.environment_files = {.where = container.environment_files.where};
    }
    container.profiles = {.where = container.profiles.where};
    drop_defaults(container.further, kContainerSettings);
  }
}

void spell_compose_project_out(Deployment& deployment, const Defaults& defaults) {
  for (Service& service : deployment.services) {
    defaults.fill(service.count, 1);
  }
  for (Volume& volume : deployment.volumes) {
    defaults.fill(volume.external, false);
    if (!volume.external.is(true)) {
      defaults.fill(volume.driver, "local");
    }
  }
  for (ContainerNetwork& network : deployment.container_networks) {
    defaults.fill(network.external, false);
    defaults.fill(network.internal, false);
    if (!network.external.is(true)) {
      defaults.fill(network.driver, "bridge");
    }
    drop_defaults(network.further, kNetworkSettings);
  }
  // Compose makes the network `default` whether it is written or not.
  std::erase_if(deployment.container_networks, [](const ContainerNetwork& network) {
    return network.name.is("default") && network.external_name.is_absent() && network.driver.is("bridge") &&
           network.external.is(false) && network.internal.is(false) && network.further.empty();
  });
  for (Secret& secret : deployment.secrets) {
    defaults.fill(secret.external, false);
  }
  // The containers have them too.
  deployment.dependencies.clear();
  std::erase_if(deployment.further, [](const Setting& setting) { return setting.path == "version"; });
}

}  // namespace roadworthy
