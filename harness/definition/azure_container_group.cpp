#include <algorithm>
#include <cmath>

#include "definition/ecs.h"
#include "definition/resource.h"

namespace roadworthy {
namespace {

/// Azure's GB are GiB.
/// The provider keeps 0 for a limit that nobody set.
Value<double> unless_zero(Value<double> limit) {
  limit.state = limit.is(0) ? ValueState::absent : limit.state;
  return limit;
}

Value<std::uint64_t> gigabytes(const Value<double>& count) {
  return convert<std::uint64_t>(
      count, [](double number) { return static_cast<std::uint64_t>(std::clamp(number, 0.0, 1e6) * 1073741824.0); });
}

PortMapping read_port(const Cursor& at) {
  PortMapping port{.where = at.where()};
  port.container_port = single_port(at.integer("port"));
  port.protocol = lower_case(at.text("protocol"));
  return port;
}

/// A container's `volume` block is both a mount and the volume: blocks of one name are one volume.
Mount read_mount(const Cursor& at, Pod& pod) {
  Mount mount{.kind = MountKind::volume, .where = at.where()};
  mount.source = at.text("name");
  mount.target = at.text("mount_path");
  mount.read_only = at.boolean("read_only");
  Volume volume{.name = mount.source, .kind = VolumeKind::scratch, .where = at.where()};
  const Value<bool> empty = at.boolean("empty_dir");
  volume.share = at.text("share_name");
  if (!volume.share.is_absent() && !volume.share.is("")) {
    volume.kind = VolumeKind::file_share;
  }
  at.further({"storage_account_name", "storage_account_key"}, volume.further);
  if (const Cursor repository = at.at("git_repo").block(); repository.present()) {
    volume.kind = VolumeKind::repository;
    repository.further({"url", "directory", "revision"}, volume.further);
  }
  if (const Cursor secret = at.at("secret"); secret.unknown() || !secret.named().empty()) {
    volume.kind = VolumeKind::secret_files;
    volume.options = secret.named();
    for (NamedText& file : volume.options.items) {
      file.value.sensitive = true;
    }
  }
  if (empty.is(true)) {
    volume.kind = VolumeKind::scratch;
  }
  const auto same = [&](const Volume& other) { return other.name.value == volume.name.value; };
  if (std::ranges::none_of(pod.volumes.items, same)) {
    pod.volumes.state = ValueState::known;
    pod.volumes.where = at.where();
    pod.volumes.items.push_back(std::move(volume));
  }
  return mount;
}

HealthCheck read_probe(const Cursor& at) {
  HealthCheck check{.where = at.where()};
  check.command = at.texts("exec");
  const Cursor http = at.at("http_get").block();
  check.http_path = http.text("path");
  check.port = single_port(http.integer("port"));
  check.scheme = http.text("scheme");
  http.further("http_headers", check.further);
  check.start_period = at.seconds("initial_delay_seconds");
  check.interval = at.seconds("period_seconds");
  check.timeout = at.seconds("timeout_seconds");
  check.retries = at.integer("failure_threshold");
  check.success_threshold = at.integer("success_threshold");
  return check;
}

std::optional<HealthCheck> read_optional_probe(const Cursor& list) {
  const Cursor at = list.block();
  return at.present() ? std::optional(read_probe(at)) : std::nullopt;
}

List<NamedText> read_environment(const Cursor& at) {
  List<NamedText> environment = at.named("environment_variables");
  List<NamedText> secrets = at.named("secure_environment_variables");
  if (environment.is_absent() || secrets.is_unknown()) {
    environment.state = secrets.is_absent() ? environment.state : secrets.state;
    environment.unknown = secrets.unknown;
  }
  for (NamedText& entry : secrets.items) {
    entry.value.sensitive = true;
    environment.items.push_back(std::move(entry));
  }
  return environment;
}

Container read_container(const Cursor& at, bool init, Pod& pod) {
  Container container{.init = init, .where = at.where()};
  container.name = at.text("name");
  container.id = pod.id + "/" + container.name.value;
  container.image = at.text("image");
  container.cpu = at.number("cpu");
  container.cpu_limit = unless_zero(at.number("cpu_limit"));
  container.memory = gigabytes(at.number("memory"));
  container.memory_limit = gigabytes(unless_zero(at.number("memory_limit")));
  container.command = at.texts("commands");
  container.environment = read_environment(at);
  container.ports = at.at("ports").list(read_port);
  container.mounts = at.at("volume").list([&](const Cursor& item) { return read_mount(item, pod); });
  container.liveness = read_optional_probe(at.at("liveness_probe"));
  container.readiness = read_optional_probe(at.at("readiness_probe"));
  container.privileged = at.at("security").block().boolean("privilege_enabled");
  at.further({"gpu", "gpu_limit"}, container.further);
  return container;
}

}  // namespace

void read_azure_container_group(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  Pod pod{.id = resource.id, .kind = PodKind::container_group, .where = at.where()};
  pod.name = at.text("name");
  pod.containers = at.at("init_container").list([&](const Cursor& item) { return read_container(item, true, pod); });
  List<Container> containers =
      at.at("container").list([&](const Cursor& item) { return read_container(item, false, pod); });
  if (!containers.is_absent()) {
    pod.containers.state = containers.state;
    pod.containers.unknown = containers.unknown;
    pod.containers.where = containers.where;
  }
  std::ranges::move(containers.items, std::back_inserter(pod.containers.items));
  pod.os = at.text("os_type");
  pod.restart = at.text("restart_policy");
  pod.address_kind = at.text("ip_address_type");
  pod.exposed_ports = at.at("exposed_port").list(read_port);
  pod.dns_servers = at.at("dns_config").block().texts("nameservers");
  at.at("dns_config").block().further({"options", "search_domains"}, pod.further);
  pod.subnets = at.references("subnet_ids");
  pod.tags = at.named("tags");
  at.further({"location", "resource_group_name", "dns_name_label", "dns_name_label_reuse_policy", "diagnostics", "fqdn",
              "id", "identity", "image_registry_credential", "ip_address", "key_vault_key_id",
              "key_vault_user_assigned_identity_id", "network_profile_id", "priority", "sku", "timeouts", "zones"},
             pod.further);
  deployment.pods.push_back(std::move(pod));
}

}  // namespace roadworthy
