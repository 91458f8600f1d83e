#include <algorithm>

#include "definition/ecs.h"
#include "definition/shape.h"

namespace roadworthy {
namespace {

PortMapping read_port(const Cursor& at) {
  PortMapping port{.where = at.where()};
  (void)at.expect_mapping();
  port.container_port = at.has("containerPortRange") ? port_range(at.text("containerPortRange"))
                                                     : single_port(at.integer("containerPort"));
  if (at.has("containerPortRange")) {
    (void)at.integer("containerPort");
  } else {
    (void)at.text("containerPortRange");
  }
  port.host_port = single_port(at.integer("hostPort"));
  port.protocol = lower_case(at.text("protocol"));
  port.name = at.text("name");
  port.app_protocol = lower_case(at.text("appProtocol"));
  return port;
}

Mount read_mount(const Cursor& at) {
  Mount mount{.kind = MountKind::volume, .where = at.where()};
  (void)at.expect_mapping();
  mount.source = at.text("sourceVolume");
  mount.target = at.text("containerPath");
  mount.read_only = at.boolean("readOnly");
  return mount;
}

Mount read_volumes_from(const Cursor& at) {
  Mount mount{.kind = MountKind::from_container, .where = at.where()};
  (void)at.expect_mapping();
  mount.source = at.text("sourceContainer");
  mount.target = absent<std::string>(at.where());
  mount.read_only = at.boolean("readOnly");
  return mount;
}

List<Mount> read_mounts(const Cursor& at) {
  List<Mount> mounts = at.at("mountPoints").list(read_mount);
  List<Mount> others = at.at("volumesFrom").list(read_volumes_from);
  if (mounts.is_absent() || others.is_unknown()) {
    mounts.state = others.is_absent() ? mounts.state : others.state;
    mounts.unknown = others.unknown;
  }
  std::ranges::move(others.items, std::back_inserter(mounts.items));
  return mounts;
}

SecretUse read_secret(const Cursor& at) {
  at.require({"name", "valueFrom"});
  SecretUse secret{.as = SecretUse::As::environment, .where = at.where()};
  secret.name = at.text("name");
  secret.value_from = at.text("valueFrom");
  secret.target = absent<std::string>(at.where());
  return secret;
}

ContainerDependency read_dependency(const Cursor& at) {
  at.require({"containerName", "condition"});
  ContainerDependency dependency{.where = at.where()};
  dependency.container = at.text("containerName");
  dependency.condition = at.text("condition");
  dependency.required = absent<bool>(at.where());
  dependency.restart = absent<bool>(at.where());
  return dependency;
}

HealthCheck read_health_check(const Cursor& at) {
  at.require({"command"});
  HealthCheck check{.where = at.where()};
  check.command = at.texts("command");
  check.interval = at.seconds("interval");
  check.timeout = at.seconds("timeout");
  check.start_period = at.seconds("startPeriod");
  check.retries = at.integer("retries");
  return check;
}

LogConfiguration read_log(const Cursor& at) {
  at.require({"logDriver"});
  return {.driver = at.text("logDriver"),
          .options = at.named("options"),
          .secret_options = read_pairs(at.at("secretOptions"), "name", "valueFrom"),
          .where = at.where()};
}

Firelens read_firelens(const Cursor& at) {
  at.require({"type"});
  return {.type = at.text("type"), .options = at.named("options"), .where = at.where()};
}

UserLimit read_ulimit(const Cursor& at) {
  at.require({"name", "softLimit", "hardLimit"});
  return {
      .name = at.text("name"), .soft = at.integer("softLimit"), .hard = at.integer("hardLimit"), .where = at.where()};
}

/// Only what is not a field of its own; the capabilities are.
void read_linux_parameters(const Cursor& at, Container& container) {
  const Cursor capabilities = at.at("capabilities");
  container.capabilities_add = capabilities.texts("add");
  container.capabilities_drop = capabilities.texts("drop");
  for (const auto& [key, shape] : {std::pair{"devices", "[{hostPath!:s,containerPath:s,permissions:[s]}]"},
                                   {"initProcessEnabled", "b"},
                                   {"sharedMemorySize", "i"},
                                   {"tmpfs", "[{containerPath!:s,size!:i,mountOptions:[s]}]"},
                                   {"maxSwap", "i"},
                                   {"swappiness", "i"}}) {
    read_shape(at.at(key), shape, std::string("linuxParameters.") + key, container.further);
  }
}

void read_restart(const Cursor& at, Container& container) {
  at.require({"enabled"});
  container.restart =
      convert<std::string>(at.boolean("enabled"), [](bool enabled) { return enabled ? "enabled" : "disabled"; });
  read_shape(at.at("ignoredExitCodes"), "[i]", "restartPolicy.ignoredExitCodes", container.further);
  read_shape(at.at("restartAttemptPeriod"), "i", "restartPolicy.restartAttemptPeriod", container.further);
}

/// What no rule speaks of, as RegisterTaskDefinition describes it.
constexpr std::pair<std::string_view, std::string_view> kFurtherContainerKeys[] = {
    {"repositoryCredentials", "{credentialsParameter!:s}"},
    {"versionConsistency", "s"},
    {"disableNetworking", "b"},
    {"dockerSecurityOptions", "[s]"},
    {"interactive", "b"},
    {"pseudoTerminal", "b"},
    {"systemControls", "[{namespace:s,value:s}]"},
    {"resourceRequirements", "[{value:s,type!:s,sharingStrategy:{nvidiaMps:{memory!:i,maxComputePercent:i}}}]"},
    {"credentialSpecs", "[s]"},
};

template <typename T>
void read_if_present(const Cursor& at, std::optional<T>& into, T (*read)(const Cursor&)) {
  if (at.expect_mapping()) {
    into = read(at);
  }
}

void read_further(const Cursor& at, Container& container) {
  read_if_present(at.at("healthCheck"), container.health_check, read_health_check);
  read_if_present(at.at("logConfiguration"), container.log, read_log);
  read_if_present(at.at("firelensConfiguration"), container.firelens, read_firelens);
  if (const Cursor linux_parameters = at.at("linuxParameters"); linux_parameters.expect_mapping()) {
    read_linux_parameters(linux_parameters, container);
  }
  if (const Cursor restart = at.at("restartPolicy"); restart.expect_mapping()) {
    read_restart(restart, container);
  }
  for (const auto& [key, shape] : kFurtherContainerKeys) {
    read_shape(at.at(key), shape, std::string(key), container.further);
  }
}

}  // namespace

List<NamedText> read_pairs(const Cursor& at, std::string_view name_key, std::string_view value_key) {
  return at.list([&](const Cursor& pair) {
    if (pair.present() && !pair.expect_mapping()) {
      return NamedText{.name = {}, .name_where = pair.where(), .value = absent<std::string>(pair.where())};
    }
    if (value_key == "valueFrom" || name_key == "hostname") {
      pair.require({name_key, value_key});
    }
    const Text name = pair.text(name_key);
    return NamedText{.name = name.value, .name_where = name.where, .value = pair.text(value_key)};
  });
}

Container read_ecs_container(const Cursor& at, const std::string& pod_id) {
  Container container{.where = at.where()};
  if (!at.expect_mapping()) {
    return container;
  }
  container.name = at.text("name");
  container.id = pod_id + "/" + container.name.value;
  container.image = at.text("image");
  container.essential = at.boolean("essential");
  container.cpu =
      convert<double>(at.integer("cpu"), [](std::int64_t units) { return static_cast<double>(units) / 1024.0; });
  container.memory = mebibytes(at.integer("memory"));
  container.memory_reservation = mebibytes(at.integer("memoryReservation"));
  container.entry_point = at.texts("entryPoint");
  container.command = at.texts("command");
  container.environment = read_pairs(at.at("environment"), "name", "value");
  container.environment_files = at.at("environmentFiles").list([](const Cursor& file) {
    file.require({"value", "type"});
    (void)file.text("type");  // The API has one: s3.
    return file.text("value");
  });
  container.secrets = at.at("secrets").list(read_secret);
  container.ports = at.at("portMappings").list(read_port);
  container.mounts = read_mounts(at);
  container.depends_on = at.at("dependsOn").list(read_dependency);
  container.user = at.text("user");
  container.working_directory = at.text("workingDirectory");
  container.hostname = at.text("hostname");
  container.extra_hosts = read_pairs(at.at("extraHosts"), "hostname", "ipAddress");
  container.dns_servers = at.texts("dnsServers");
  container.dns_search = at.texts("dnsSearchDomains");
  container.links = at.texts("links");
  container.privileged = at.boolean("privileged");
  container.read_only_root = at.boolean("readonlyRootFilesystem");
  container.limits = at.at("ulimits").list(read_ulimit);
  container.start_timeout = at.seconds("startTimeout");
  container.stop_timeout = at.seconds("stopTimeout");
  container.labels = at.named("dockerLabels");
  if (!at.unknown()) {  // Of a container that is open as a whole nothing says that it has one of these.
    read_further(at, container);
  }
  return container;
}

}  // namespace roadworthy
