#include <filesystem>

#include <fmt/format.h>

#include "definition/compose_parts.h"

namespace roadworthy::compose {
namespace {

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

}  // namespace

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

}  // namespace roadworthy::compose
