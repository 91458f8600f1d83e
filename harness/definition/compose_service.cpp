#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "definition/compose.h"
#include "definition/ecs.h"
#include "definition/environment_file.h"

namespace roadworthy {
namespace {

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

/// Entries of a list in all layers, later ones replacing earlier ones that `same` finds.
template <typename T, typename Read, typename Same>
List<T> merged(const Layers& layers, std::string_view key, Read&& read, Same&& same) {
  List<T> list;
  const Layers found = layers.at(key);
  list.where = found.present() ? found.top().where() : layers.top().where();
  list.state = found.present() ? ValueState::known : ValueState::absent;
  for (const Cursor& layer : found.all()) {
    for (const Cursor& item : layer.items()) {
      T entry = read(item);
      const auto old = std::ranges::find_if(list.items, [&](const T& other) { return same(other, entry); });
      if (old == list.items.end()) {
        list.items.push_back(std::move(entry));
      } else {
        *old = std::move(entry);
      }
    }
  }
  return list;
}

bool same_port(const PortMapping& one, const PortMapping& other) {
  return one.container_port.is_known() && other.container_port.is_known() &&
         one.container_port.value == other.container_port.value && one.host_port.state == other.host_port.state &&
         one.host_port.value == other.host_port.value && one.host_address.value == other.host_address.value &&
         one.protocol.value_or("tcp") == other.protocol.value_or("tcp");
}

bool same_target(const Mount& one, const Mount& other) {
  return one.target.is_known() && other.target.is_known() && one.target.value == other.target.value;
}

/// A path of a file in another folder, as the project's own files would write it.
void rebase(Text& path, const std::string& folder, const std::string& project_folder) {
  if (!path.is_known() || !path.value.starts_with('.') || folder == project_folder) {
    return;
  }
  const auto relative = std::filesystem::path(folder).lexically_relative(project_folder.empty() ? "." : project_folder);
  path.value = "./" + (relative / path.value).lexically_normal().string();
}

List<Mount> read_mounts(const Layers& layers, const ComposeProject& project) {
  List<Mount> mounts = merged<Mount>(
      layers, "volumes",
      [&](const Cursor& item) {
        Mount mount = read_compose_mount(item);
        if (mount.kind == MountKind::host_path) {
          const auto of = std::ranges::find_if(project.files,
                                               [&](const auto& file) { return file->source.get() == &item.source(); });
          rebase(mount.source, of == project.files.end() ? project.folder : (*of)->folder, project.folder);
        }
        return mount;
      },
      same_target);
  const List<Text> memory = layers.texts("tmpfs");
  const List<Text> others = layers.texts("volumes_from");
  for (const Text& target : memory) {
    Mount mount{.kind = MountKind::memory,
                .source = absent<std::string>(target.where),
                .target = target,
                .where = target.where};
    if (const std::size_t options = target.value.find(':'); options != std::string::npos) {
      mount.further.push_back({"options", known(target.value.substr(options + 1), target.where)});
      mount.target.value.erase(options);
    }
    mounts.items.push_back(std::move(mount));
  }
  for (const Text& other : others) {
    Mount mount{.kind = MountKind::from_container, .source = other, .where = other.where};
    if (mount.source.value.ends_with(":ro") || mount.source.value.ends_with(":rw")) {
      mount.read_only = known(mount.source.value.ends_with(":ro"), other.where);
      mount.source.value.erase(mount.source.value.size() - 3);
    }
    if (mount.source.value.starts_with("container:")) {
      mount.source.value.erase(0, 10);
    }
    mounts.items.push_back(std::move(mount));
  }
  if (!mounts.items.empty()) {
    mounts.state = ValueState::known;
  }
  return mounts;
}

Text read_condition(const Cursor& at) {
  Text condition = at.text("condition");
  if (condition.is_known() && !condition.is("service_started") && !condition.is("service_healthy") &&
      !condition.is("service_completed_successfully")) {
    at.at("condition")
        .mistake(fmt::format("there is no condition `{}`", condition.value),
                 "conditions are service_started, service_healthy and service_completed_successfully");
  }
  return condition;
}

List<ContainerDependency> read_dependencies(const Layers& layers) {
  List<ContainerDependency> list;
  const Layers found = layers.at("depends_on");
  list.where = found.present() ? found.top().where() : layers.top().where();
  list.state = found.present() ? ValueState::known : ValueState::absent;
  const auto add = [&](ContainerDependency dependency) {
    const auto old = std::ranges::find_if(
        list.items, [&](const auto& other) { return other.container.value == dependency.container.value; });
    if (old == list.items.end()) {
      list.items.push_back(std::move(dependency));
    } else {
      *old = std::move(dependency);
    }
  };
  for (const Cursor& layer : found.all()) {
    for (const Cursor& item : layer.items()) {
      add({.container = item.text(), .condition = absent<std::string>(item.where()), .where = item.where()});
    }
    for (const Cursor::Entry& entry : layer.members()) {
      add({.container = known(entry.key, entry.key_where),
           .condition = read_condition(entry.value),
           .required = entry.value.boolean("required"),
           .restart = entry.value.boolean("restart"),
           .where = entry.key_where});
    }
  }
  return list;
}

HealthCheck read_health_check(const Layers& layers) {
  HealthCheck check{.where = layers.top().where()};
  const Cursor test = layers.last("test");
  if (test.is_scalar()) {
    check.command = {.state = ValueState::known,
                     .items = {known(std::string("CMD-SHELL"), test.where()), test.text()},
                     .unknown = {},
                     .where = test.where()};
  } else {
    check.command = test.texts();
  }
  check.disabled = layers.boolean("disable");
  if (!test.is_scalar() && !check.command.empty() && check.command[0].is_known() &&
      !check.command[0].value.starts_with("CMD") && !check.command[0].is("NONE")) {
    test.mistake("a health check's `test` begins with `CMD`, `CMD-SHELL` or `NONE`");
  }
  if (check.command.size() == 1 && check.command[0].is("NONE")) {
    check.disabled = known(true, check.command[0].where);
  }
  check.interval = read_duration(layers.last("interval"));
  check.timeout = read_duration(layers.last("timeout"));
  check.start_period = read_duration(layers.last("start_period"));
  check.start_interval = read_duration(layers.last("start_interval"));
  check.retries = layers.integer("retries");
  return check;
}

LogConfiguration read_logging(const Layers& layers) {
  LogConfiguration log{
      .driver = layers.text("driver"), .options = layers.named("options"), .where = layers.top().where()};
  // Options of another driver mean nothing to this one.
  if (const Layers drivers = layers.at("driver");
      drivers.all().size() > 1 && !drivers.all()[drivers.all().size() - 2].text().is(log.driver.value)) {
    log.options = Layers({layers.top()}).named("options");
  }
  return log;
}

List<SecretUse> read_secrets(const Layers& layers) {
  List<SecretUse> all;
  for (const std::string_view key : {"secrets", "configs"}) {
    List<SecretUse> list = merged<SecretUse>(
        layers, key,
        [&](const Cursor& item) {
          SecretUse use{.as = SecretUse::As::file, .where = item.where()};
          use.name = item.is(NodeKind::mapping) ? item.text("source") : item.text();
          use.value_from = absent<std::string>(item.where());
          use.target = item.text("target");
          item.further({"uid", "gid", "mode"}, use.further);
          use.further.push_back({"kind", known(std::string(key == "secrets" ? "secret" : "config"), item.where())});
          return use;
        },
        [](const SecretUse& one, const SecretUse& other) {
          return one.target.is_known() ? other.target.is(one.target.value)
                                       : other.target.is_absent() && other.name.is(one.name.value);
        });
    all.state = list.is_known() ? ValueState::known : all.state;
    all.where = list.is_known() || key == "secrets" ? list.where : all.where;
    std::ranges::move(list.items, std::back_inserter(all.items));
  }
  return all;
}

List<NetworkAttachment> read_networks(const Layers& layers) {
  List<NetworkAttachment> list;
  const Layers found = layers.at("networks");
  list.where = found.present() ? found.top().where() : layers.top().where();
  list.state = found.present() ? ValueState::known : ValueState::absent;
  const auto slot = [&](const Text& name) -> NetworkAttachment& {
    const auto old =
        std::ranges::find_if(list.items, [&](const auto& other) { return other.network.value == name.value; });
    return old != list.items.end() ? *old
                                   : list.items.emplace_back(NetworkAttachment{.network = name, .where = name.where});
  };
  for (const Cursor& layer : found.all()) {
    for (const Cursor& item : layer.items()) {
      slot(item.text());
    }
    for (const Cursor::Entry& entry : layer.members()) {
      NetworkAttachment& attachment = slot(known(entry.key, entry.key_where));
      attachment.aliases = entry.value.texts("aliases");
      attachment.address = entry.value.text("ipv4_address");
      entry.value.further(
          {"ipv6_address", "link_local_ips", "priority", "gw_priority", "mac_address", "driver_opts", "interface_name"},
          attachment.further);
    }
  }
  return list;
}

List<UserLimit> read_limits(const Layers& layers) {
  List<UserLimit> list;
  const Layers found = layers.at("ulimits");
  list.where = found.present() ? found.top().where() : layers.top().where();
  list.state = found.present() ? ValueState::known : ValueState::absent;
  for (const std::string& name : found.keys()) {
    const Cursor limit = found.last(name);
    const bool both = limit.is_scalar();
    list.items.push_back({.name = known(name, limit.where()),
                          .soft = both ? limit.integer() : limit.integer("soft"),
                          .hard = both ? limit.integer() : limit.integer("hard"),
                          .where = limit.where()});
  }
  return list;
}

/// `env_file`: what its files say goes under what `environment` says.
void read_environment_files(const Layers& layers, const ComposeProject& project, Container& container) {
  List<NamedText> from_files;
  Variables variables = project.variables;
  for (const NamedText& entry : container.environment) {
    if (entry.value.is_known()) {
      variables[entry.name] = entry.value.value;
    }
  }
  for (const Cursor& layer : layers.at("env_file").all()) {
    const auto read = [&](const Cursor& item) {
      const bool long_form = item.is(NodeKind::mapping);
      const Text path = long_form ? item.text("path") : item.text();
      const Value<bool> required = item.boolean("required");
      if (long_form) {
        item.further("format", container.further);
      }
      container.environment_files.state = ValueState::known;
      container.environment_files.where = item.where();
      container.environment_files.items.push_back(path);
      if (!path.is_known()) {
        return;
      }
      auto entries = read_environment_file((std::filesystem::path(project.folder) / path.value).string(), variables);
      if (entries) {
        std::erase_if(*entries, [](const NamedText& entry) { return entry.value.is_absent(); });
        std::ranges::move(*entries, std::back_inserter(from_files.items));
      } else if (required.value_or(true)) {
        from_files.state = ValueState::unknown;
        from_files.unknown = std::make_shared<const UnknownValue>(
            UnknownValue{.reason = entries.error().message, .written = path.value, .refers_to = {}});
      }
    };
    if (layer.is_scalar()) {
      read(layer);
    }
    for (const Cursor& item : layer.items()) {
      read(item);
    }
  }
  for (const NamedText& entry : container.environment.items) {
    std::erase_if(from_files.items, [&](const NamedText& other) { return other.name == entry.name; });
  }
  if (from_files.is_unknown() || !from_files.empty()) {
    container.environment.state = from_files.is_unknown() ? ValueState::unknown : ValueState::known;
    container.environment.unknown = from_files.unknown;
    container.environment.items.insert(container.environment.items.begin(), from_files.items.begin(),
                                       from_files.items.end());
  }
}

void read_environment(const Layers& layers, const ComposeProject& project, Container& container) {
  container.environment = layers.named("environment");
  for (NamedText& entry : container.environment.items) {
    if (entry.value.is_absent()) {
      if (const auto found = project.variables.find(entry.name); found != project.variables.end()) {
        entry.value = known(found->second, entry.name_where);
      }
    }
  }
  read_environment_files(layers, project, container);
}

void read_resources(const Layers& layers, Container& container) {
  container.cpu = layers.number("cpus");
  container.memory = read_bytes(layers.last("mem_limit"));
  container.memory_reservation = read_bytes(layers.last("mem_reservation"));
  const Layers deploy = layers.at("deploy");
  if (!deploy.present()) {
    return;
  }
  for (const std::string_view key :
       {"mode", "endpoint_mode", "placement", "restart_policy", "update_config", "rollback_config", "labels"}) {
    std::vector<Setting> settings;
    deploy.further(key, settings);
    for (Setting& setting : settings) {
      container.further.push_back({"deploy." + setting.path, std::move(setting.value)});
    }
  }
  const Layers limits = deploy.at("resources").at("limits");
  const Layers reservations = deploy.at("resources").at("reservations");
  if (limits.present()) {
    if (Value<double> cpus = limits.number("cpus"); !cpus.is_absent()) {
      container.cpu = std::move(cpus);
    }
    if (Value<std::uint64_t> memory = read_bytes(limits.last("memory")); !memory.is_absent()) {
      container.memory = std::move(memory);
    }
    limits.further("pids", container.further);
  }
  if (reservations.present()) {
    container.cpu_reservation = reservations.number("cpus");
    if (Value<std::uint64_t> memory = read_bytes(reservations.last("memory")); !memory.is_absent()) {
      container.memory_reservation = std::move(memory);
    }
    reservations.further("devices", container.further);
    reservations.further("generic_resources", container.further);
  }
}

void read_build(const Layers& layers, Container& container) {
  const Layers build = layers.at("build");
  if (!build.present()) {
    container.build_context = absent<std::string>(container.where);
    return;
  }
  if (build.top().is_scalar()) {
    container.build_context = layers.text("build");
    return;
  }
  Layers mappings;
  for (const Cursor& layer : build.all()) {
    if (layer.is(NodeKind::mapping)) {
      mappings.add(layer);
    } else {
      layer.mark_all();
    }
  }
  if (!mappings.present()) {
    build.top().mistake("`build` is neither a path nor a mapping");
    return;
  }
  container.build_context = mappings.text("context");
  if (container.build_context.is_absent()) {
    container.build_context = known(std::string("."), mappings.top().where());  // What the specification says it is.
  }
  constexpr std::string_view known_keys[] = {"args",
                                             "ssh",
                                             "labels",
                                             "cache_from",
                                             "cache_to",
                                             "no_cache",
                                             "additional_contexts",
                                             "network",
                                             "provenance",
                                             "sbom",
                                             "pull",
                                             "target",
                                             "shm_size",
                                             "extra_hosts",
                                             "isolation",
                                             "privileged",
                                             "secrets",
                                             "tags",
                                             "ulimits",
                                             "platforms",
                                             "no_cache_filter",
                                             "dockerfile",
                                             "dockerfile_inline",
                                             "entitlements"};
  for (const std::string_view key : known_keys) {
    if (!mappings.at(key).present()) {
      continue;
    }
    if (key == "args") {
      for (const NamedText& argument : mappings.named("args")) {
        container.further.push_back({"build.args." + argument.name, argument.value});
      }
    } else {
      std::vector<Setting> settings;
      mappings.further(key, settings);
      for (Setting& setting : settings) {
        container.further.push_back({"build." + setting.path, std::move(setting.value)});
      }
    }
  }
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
