#include <algorithm>

#include <fmt/format.h>

#include "definition/compose_parts.h"
#include "definition/ecs.h"

namespace roadworthy {
namespace {

using namespace compose;

/// Keys of a service that no rule speaks of. They are all that the Compose specification has beside the fields.
constexpr std::string_view kFurtherServiceKeys[] = {"attach",
                                                    "blkio_config",
                                                    "cgroup",
                                                    "cgroup_parent",
                                                    "cpu_count",
                                                    "cpu_percent",
                                                    "cpu_period",
                                                    "cpu_quota",
                                                    "cpu_rt_period",
                                                    "cpu_rt_runtime",
                                                    "cpu_shares",
                                                    "cpuset",
                                                    "credential_spec",
                                                    "develop",
                                                    "device_cgroup_rules",
                                                    "devices",
                                                    "dns_opt",
                                                    "domainname",
                                                    "driver_opts",
                                                    "external_links",
                                                    "gpus",
                                                    "group_add",
                                                    "init",
                                                    "ipc",
                                                    "isolation",
                                                    "label_file",
                                                    "mac_address",
                                                    "mem_swappiness",
                                                    "memswap_limit",
                                                    "models",
                                                    "oom_kill_disable",
                                                    "oom_score_adj",
                                                    "pid",
                                                    "pids_limit",
                                                    "platform",
                                                    "post_start",
                                                    "pre_stop",
                                                    "provider",
                                                    "pull_policy",
                                                    "runtime",
                                                    "security_opt",
                                                    "shm_size",
                                                    "stdin_open",
                                                    "stop_signal",
                                                    "storage_opt",
                                                    "tty",
                                                    "use_api_socket",
                                                    "userns_mode",
                                                    "uts",
                                                    "volume_driver",
                                                    "pull_refresh_after"};

bool same_port(const PortMapping& one, const PortMapping& other) {
  return one.container_port.is_known() && other.container_port.is_known() &&
         one.container_port.value == other.container_port.value && one.host_port.state == other.host_port.state &&
         one.host_port.value == other.host_port.value && one.host_address.value == other.host_address.value &&
         one.protocol.value_or("tcp") == other.protocol.value_or("tcp");
}

/// Settings that may be written as a mapping or as a list of `NAME=value`.
void read_named_settings(const Layers& layers, std::string_view key, Container& container) {
  for (const NamedText& entry : layers.named(key)) {
    container.further.push_back({fmt::format("{}.{}", key, entry.name), entry.value});
  }
}

/// `service:NAME` joins the network of that service's container.
Text network_mode(Text mode) {
  if (mode.is_known() && mode.value.starts_with("service:")) {
    mode.value.replace(0, 8, "container:");
  }
  return mode;
}

}  // namespace

Container read_compose_service(const ComposePart& service, const ComposeProject& project) {
  const Layers& layers = service.layers;
  Container container{.where = layers.top().where()};
  container.name = known(service.name, service.name_where);
  container.id = service.name + "/" + service.name;
  container.container_name = layers.text("container_name");
  container.image = layers.text("image");
  read_build(layers, container);
  container.entry_point = read_command(layers.last("entrypoint"));
  container.command = read_command(layers.last("command"));
  read_environment(layers, project, container);
  container.secrets = read_secrets(layers);
  container.ports = merged<PortMapping>(layers, "ports", read_compose_port, same_port);
  container.exposed_ports.where = container.where;
  const List<Text> exposed = layers.texts("expose");
  container.exposed_ports.state = exposed.state;
  for (const Text& port : exposed) {
    container.exposed_ports.items.push_back(
        port_range(convert<std::string>(port, [](const std::string& text) { return text.substr(0, text.find('/')); })));
  }
  container.mounts = read_mounts(layers, project);
  container.depends_on = read_dependencies(layers);
  if (const Layers check = layers.at("healthcheck"); check.present()) {
    container.health_check = read_health_check(check);
  }
  if (const Layers logging = layers.at("logging"); logging.present()) {
    container.log = read_logging(logging);
  }
  container.user = layers.text("user");
  container.working_directory = layers.text("working_dir");
  container.hostname = layers.text("hostname");
  container.network_mode = network_mode(layers.text("network_mode"));
  container.networks = read_networks(layers);
  container.extra_hosts = layers.named("extra_hosts", "=:");
  container.dns_servers = layers.texts("dns");
  container.dns_search = layers.texts("dns_search");
  container.links = layers.texts("links");
  container.privileged = layers.boolean("privileged");
  container.read_only_root = layers.boolean("read_only");
  container.capabilities_add = layers.texts("cap_add");
  container.capabilities_drop = layers.texts("cap_drop");
  container.limits = read_limits(layers);
  container.restart = layers.text("restart");
  container.stop_timeout = read_duration(layers.last("stop_grace_period"));
  container.labels = layers.named("labels");
  for (NamedText& label : container.labels.items) {
    if (label.value.is_absent()) {
      label.value = known(std::string(), label.name_where);
    }
  }
  container.profiles = layers.texts("profiles");
  read_resources(layers, container);
  for (const std::string_view key : kFurtherServiceKeys) {
    layers.further(key, container.further);
  }
  read_named_settings(layers, "annotations", container);
  read_named_settings(layers, "sysctls", container);
  return container;
}

}  // namespace roadworthy
