#include <filesystem>

#include <fmt/format.h>

#include "definition/compose_parts.h"
#include "definition/ecs.h"
#include "definition/environment_file.h"

namespace roadworthy::compose {
namespace {

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

}  // namespace

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

}  // namespace roadworthy::compose
