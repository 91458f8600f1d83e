#include "definition/ecs.h"
#include "definition/resource.h"
#include "definition/shape.h"

namespace roadworthy {
namespace {

Volume read_volume(const Cursor& at) {
  Volume volume{.where = at.where()};
  volume.name = at.text("name");
  volume.host_path = at.text("host_path");
  volume.kind = volume.host_path.is_absent() || volume.host_path.is("") ? VolumeKind::scratch : VolumeKind::host_path;
  if (const Cursor docker = at.at("docker_volume_configuration").block(); docker.present()) {
    volume.kind = VolumeKind::docker;
    volume.driver = docker.text("driver");
    volume.options = docker.named("driver_opts");
    volume.labels = docker.named("labels");
    docker.further({"scope", "autoprovision"}, volume.further);
  }
  for (const std::string_view key :
       {"efs_volume_configuration", "fsx_windows_file_server_volume_configuration", "s3files_volume_configuration"}) {
    const Cursor share = at.at(key).block();
    if (!share.present()) {
      continue;
    }
    volume.kind = VolumeKind::file_share;
    volume.share = share.text(share.has("file_system_arn") ? "file_system_arn" : "file_system_id");
    share.further({"root_directory", "transit_encryption", "transit_encryption_port", "access_point_arn"},
                  volume.further);
    share.at("authorization_config").block().flatten("authorization_config", volume.further);
  }
  if (at.boolean("configure_at_launch").is(true)) {
    volume.kind = VolumeKind::at_launch;
  }
  return volume;
}

/// `container_definitions`: a string of JSON, which the provider reads without regard to the case of its keys.
List<Container> read_containers(const Cursor& at, const std::string& pod_id) {
  if (at.unknown()) {
    return at.list([&](const Cursor& item) { return read_ecs_container(item, pod_id); });
  }
  std::optional<Cursor> inner = at.is(NodeKind::string) ? at.decode_json() : std::nullopt;
  if (!inner) {
    (void)at.text();
    return {.state = ValueState::absent, .items = {}, .unknown = {}, .where = at.where()};
  }
  inner->source().keys = KeyStyle::any_case;
  return inner->list([&](const Cursor& item) { return read_ecs_container(item, pod_id); });
}

ServiceBalancer read_service_balancer(const Cursor& at) {
  ServiceBalancer balancer{.target_group = at.reference("target_group_arn"),
                           .container = at.text("container_name"),
                           .port = at.integer("container_port"),
                           .where = at.where()};
  (void)at.text("elb_name");
  return balancer;
}

}  // namespace

void read_ecs_task_definition(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  Pod pod{.id = resource.id, .kind = PodKind::ecs_task, .where = at.where()};
  pod.name = at.text("family");
  pod.containers = read_containers(at.at("container_definitions"), pod.id);
  pod.volumes = at.at("volume").list(read_volume);
  pod.network_mode = at.text("network_mode");
  pod.compatibilities = at.texts("requires_compatibilities");
  pod.cpu = read_task_cpu(at.at("cpu"));
  pod.memory = read_task_memory(at.at("memory"));
  pod.task_role = at.reference("task_role_arn");
  pod.execution_role = at.reference("execution_role_arn");
  pod.pid_mode = at.text("pid_mode");
  pod.ipc_mode = at.text("ipc_mode");
  const Cursor platform = at.at("runtime_platform").block();
  pod.os = platform.text("operating_system_family");
  pod.architecture = platform.text("cpu_architecture");
  pod.ephemeral_storage = gibibytes(at.at("ephemeral_storage").block().integer("size_in_gib"));
  pod.tags = read_tags(at);
  at.further({"placement_constraints", "proxy_configuration", "inference_accelerator", "enable_fault_injection",
              "skip_destroy", "track_latest", "arn_without_revision", "revision"},
             pod.further);
  read_common(at, pod.further);
  deployment.pods.push_back(std::move(pod));
}

void read_ecs_service(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  Service service{.id = resource.id, .where = at.where()};
  service.name = at.text("name");
  service.pod = at.reference("task_definition");
  service.cluster = at.reference("cluster");
  service.count = at.integer("desired_count");
  service.launch_type = at.text("launch_type");
  const Cursor strategies = at.at("capacity_provider_strategy");
  for (const Cursor& strategy : strategies.items()) {
    service.capacity_providers.state = ValueState::known;
    service.capacity_providers.where = strategies.where();
    service.capacity_providers.items.push_back(strategy.text("capacity_provider"));
    strategy.further({"base", "weight"}, service.further);
  }
  const Cursor network = at.at("network_configuration").block();
  service.subnets = network.references("subnets");
  service.security_groups = network.references("security_groups");
  service.public_address = network.boolean("assign_public_ip");
  service.balancers = at.at("load_balancer").list(read_service_balancer);
  service.health_check_grace = at.seconds("health_check_grace_period_seconds");
  service.force_deployment = at.boolean("force_new_deployment");
  service.tags = read_tags(at);
  at.further({"alarms",
              "availability_zone_rebalancing",
              "deployment_circuit_breaker",
              "deployment_configuration",
              "deployment_controller",
              "deployment_maximum_percent",
              "deployment_minimum_healthy_percent",
              "enable_ecs_managed_tags",
              "enable_execute_command",
              "force_delete",
              "iam_role",
              "ordered_placement_strategy",
              "placement_constraints",
              "platform_version",
              "propagate_tags",
              "scheduling_strategy",
              "service_connect_configuration",
              "service_registries",
              "sigint_rollback",
              "triggers",
              "volume_configuration",
              "vpc_lattice_configurations",
              "wait_for_steady_state"},
             service.further);
  read_common(at, service.further);
  deployment.services.push_back(std::move(service));
}

void read_log_group(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  LogGroup group{.id = resource.id, .where = at.where()};
  group.name = at.text("name");
  group.name_prefix = at.text("name_prefix");
  group.retention_days = at.integer("retention_in_days");
  group.tags = read_tags(at);
  at.further({"kms_key_id", "log_group_class", "skip_destroy", "deletion_protection_enabled"}, group.further);
  read_common(at, group.further);
  deployment.log_groups.push_back(std::move(group));
}

void read_parameter(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  Parameter parameter{.id = resource.id, .where = at.where()};
  parameter.name = at.text("name");
  parameter.type = at.text("type");
  parameter.value = at.text("value");
  const Text plain = at.text("insecure_value");
  if (parameter.value.is_absent()) {
    parameter.value = plain;
  }
  // The provider says that every value is a secret; one of type String is none.
  parameter.value.sensitive =
      parameter.value.sensitive && !parameter.type.is("String") && !parameter.type.is("StringList");
  parameter.tags = read_tags(at);
  at.further({"allowed_pattern", "data_type", "description", "key_id", "overwrite", "tier", "version", "has_value_wo",
              "value_wo", "value_wo_version", "with_decryption"},
             parameter.further);
  read_common(at, parameter.further);
  deployment.parameters.push_back(std::move(parameter));
}

void read_secret(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  Secret secret{.id = resource.id, .kind = SecretKind::secret, .where = at.where()};
  secret.name = at.text("name");
  secret.tags = read_tags(at);
  at.further({"name_prefix", "description", "kms_key_id", "policy", "recovery_window_in_days",
              "force_overwrite_replica_secret", "replica", "rotation_enabled", "rotation_lambda_arn", "rotation_rules"},
             secret.further);
  read_common(at, secret.further);
  deployment.secrets.push_back(std::move(secret));
}

}  // namespace roadworthy
