#include "definition/compose.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "definition/compose_project.h"
#include "definition/format.h"
#include "document/decoder.h"

namespace roadworthy {
namespace {

constexpr std::string_view kHost = "host";

bool enabled(const Container& container, const std::vector<std::string>& profiles) {
  if (container.profiles.empty() || std::ranges::find(profiles, "*") != profiles.end()) {
    return true;
  }
  return std::ranges::any_of(container.profiles, [&](const Text& profile) {
    return std::ranges::find(profiles, profile.value) != profiles.end();
  });
}

Value<bool> read_external(const Layers& layers, Text& external_name) {
  const Cursor external = layers.last("external");
  if (external.is(NodeKind::mapping)) {  // `external: { name: x }`, as old files have it.
    external_name = external.text("name");
    return known(true, external.where());
  }
  return external.boolean();
}

Volume read_volume(const ComposePart& part) {
  const Layers& layers = part.layers;
  Volume volume{.name = known(part.name, part.name_where), .kind = VolumeKind::docker, .where = part.name_where};
  volume.external_name = layers.text("name");
  volume.external = read_external(layers, volume.external_name);
  volume.driver = layers.text("driver");
  volume.options = layers.named("driver_opts");
  volume.labels = layers.named("labels");
  return volume;
}

ContainerNetwork read_network(const ComposePart& part) {
  const Layers& layers = part.layers;
  ContainerNetwork network{
      .id = "networks." + part.name, .name = known(part.name, part.name_where), .where = part.name_where};
  network.external_name = layers.text("name");
  network.external = read_external(layers, network.external_name);
  network.driver = layers.text("driver");
  network.internal = layers.boolean("internal");
  for (const std::string_view key : {"driver_opts", "attachable", "enable_ipv4", "enable_ipv6", "ipam", "labels"}) {
    layers.further(key, network.further);
  }
  return network;
}

Secret read_secret(const ComposePart& part, SecretKind kind) {
  const Layers& layers = part.layers;
  Secret secret{.kind = kind, .name = known(part.name, part.name_where), .where = part.name_where};
  secret.id = (kind == SecretKind::secret ? "secrets." : "configs.") + part.name;
  secret.file = layers.text("file");
  secret.environment = layers.text("environment");
  secret.content = layers.text("content");
  Text name = layers.text("name");
  secret.external = read_external(layers, name);
  if (secret.file.is_absent() && secret.environment.is_absent() && secret.content.is_absent() &&
      !secret.external.value_or(false) && !secret.external.is_unknown()) {
    layers.top().mistake(fmt::format("`{}` needs a file, an environment variable, a content or `external`", part.name));
  }
  if (!name.is_absent()) {
    secret.further.push_back({"name", std::move(name)});
  }
  for (const std::string_view key : {"driver", "driver_opts", "template_driver", "labels"}) {
    layers.further(key, secret.further);
  }
  return secret;
}

Service read_service(const ComposePart& part) {
  Service service{.id = "services." + part.name, .name = known(part.name, part.name_where), .where = part.name_where};
  service.pod = {.text = service.name, .ids = {part.name}};
  service.count = part.layers.integer("scale");
  if (const Layers deploy = part.layers.at("deploy"); deploy.present()) {
    if (Value<std::int64_t> replicas = deploy.integer("replicas"); !replicas.is_absent()) {
      service.count = std::move(replicas);
    }
  }
  return service;
}

void mistake(Deployment& deployment, const SourceSpan& where, std::string message) {
  deployment.mistakes.push_back(
      {.kind = ErrorKind::invalid_file, .message = std::move(message), .remedy = {}, .where = where});
}

std::vector<std::string> names_of(const std::vector<ComposePart>& parts) {
  std::vector<std::string> names;
  std::ranges::transform(parts, std::back_inserter(names), &ComposePart::name);
  return names;
}

/// What a service names must be declared.
void check_name(const std::vector<ComposePart>& parts, std::string_view what, const std::string& service,
                const Text& name, Deployment& deployment) {
  const std::vector<std::string> names = names_of(parts);
  if (name.is_known() && std::ranges::find(names, name.value) == names.end()) {
    mistake(deployment, name.where,
            fmt::format("service `{}` names the {} `{}`, which is not declared{}", service, what, name.value,
                        did_you_mean(name.value, names)));
  }
}

void check_names(const ComposeProject& project, const Pod& pod, Deployment& deployment) {
  const Container& container = pod.containers[0];
  for (const Mount& mount : container.mounts) {
    if (mount.kind == MountKind::volume) {
      check_name(project.volumes, "volume", pod.id, mount.source, deployment);
    }
  }
  for (const NetworkAttachment& network : container.networks) {
    if (!network.network.is("default")) {
      check_name(project.networks, "network", pod.id, network.network, deployment);
    }
  }
  for (const SecretUse& use : container.secrets) {
    const bool config = std::ranges::any_of(
        use.further, [](const Setting& setting) { return setting.path == "kind" && setting.value.is("config"); });
    check_name(config ? project.configs : project.secrets, config ? "config" : "secret", pod.id, use.name, deployment);
  }
  for (const ContainerDependency& dependency : container.depends_on) {
    check_name(project.services, "service", pod.id, dependency.container, deployment);
    deployment.dependencies.push_back({.from = "services." + pod.id,
                                       .to = "services." + dependency.container.value,
                                       .written = true,
                                       .where = dependency.where});
  }
  if ((container.image.is_absent() || container.image.is("")) && container.build_context.is_absent()) {
    mistake(deployment, pod.where, fmt::format("service `{}` has neither an image nor a build", pod.id));
  }
}

void read_services(const ComposeProject& project, const ImportOptions& options, Deployment& deployment) {
  for (const ComposePart& part : project.services) {
    Container container = read_compose_service(part, project);
    if (!enabled(container, options.profiles)) {
      for (const Cursor& layer : part.layers.all()) {
        layer.skip(fmt::format("none of the profiles of `{}` is enabled", part.name));
      }
      continue;
    }
    deployment.services.push_back(read_service(part));
    Pod pod{.id = part.name,
            .kind = PodKind::compose_service,
            .name = container.name,
            .host = std::string(kHost),
            .where = part.name_where};
    pod.containers = {
        .state = ValueState::known, .items = {std::move(container)}, .unknown = {}, .where = part.name_where};
    deployment.pods.push_back(std::move(pod));
  }
  for (const Pod& pod : deployment.pods) {
    check_names(project, pod, deployment);
  }
}

}  // namespace

Recognition recognise_compose(const Input& input) {
  if (!input.document) {
    return {.confidence = 0, .why = "it is neither JSON nor YAML"};
  }
  const NodeView root(*input.document);
  const auto services = root.find("services");
  if (!services || !services->is(NodeKind::mapping)) {
    const auto include = root.find("include");
    return include && include->is(NodeKind::sequence)
               ? Recognition{.confidence = 60, .why = {}}
               : Recognition{.confidence = 0, .why = "it has no mapping `services`"};
  }
  const bool mappings = std::ranges::all_of(
      services->node().members, [](const Member& member) { return member.value.kind == NodeKind::mapping; });
  return mappings ? Recognition{.confidence = 80, .why = {}} : Recognition{.confidence = 40, .why = {}};
}

Deployments import_compose(const std::vector<Input>& inputs, const ImportOptions& options) {
  if (inputs.front().document && inputs.front().document->root.kind == NodeKind::mapping &&
      inputs.front().document->root.members.empty()) {
    return std::unexpected(Errors{{.kind = ErrorKind::invalid_file,
                                   .message = inputs.front().file->path + " is an empty Compose file",
                                   .remedy = "write `services` with at least one service",
                                   .where = SourceSpan{.file = inputs.front().file}}});
  }
  auto loaded = load_compose_project(inputs, options);
  if (!loaded) {
    return std::unexpected(loaded.error());
  }
  ComposeProject& project = **loaded;
  Deployment deployment{.format = "compose", .where = project.roots.top().where()};
  const Text name = project.roots.text("name");
  const auto folder = std::filesystem::path(project.folder).filename().string();
  deployment.name = name.is_known() ? name.value : folder.empty() ? inputs.front().file->path : folder;
  project.roots.further("version", deployment.further);
  project.roots.further("models", deployment.further);
  (void)project.roots.at("include");
  deployment.hosts.push_back({.id = std::string(kHost), .steps = {}, .where = deployment.where});
  read_services(project, options, deployment);
  for (const ComposePart& part : project.volumes) {
    deployment.volumes.push_back(read_volume(part));
  }
  for (const ComposePart& part : project.networks) {
    deployment.container_networks.push_back(read_network(part));
  }
  for (const ComposePart& part : project.secrets) {
    deployment.secrets.push_back(read_secret(part, SecretKind::secret));
  }
  for (const ComposePart& part : project.configs) {
    deployment.secrets.push_back(read_secret(part, SecretKind::config));
  }
  std::ranges::move(project.mistakes, std::back_inserter(deployment.mistakes));
  for (const auto& file : project.files) {
    deployment.files.push_back(file->source->document().file->path);
    file->source->account_to(deployment);
  }
  return std::vector{std::move(deployment)};
}

}  // namespace roadworthy
