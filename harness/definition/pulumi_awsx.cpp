#include <algorithm>

#include "definition/ecs.h"
#include "definition/pulumi.h"

namespace roadworthy {
namespace {

/// A container of awsx has the API's keys, but for what awsx makes of it: its name may be the mapping's key, and a port
/// mapping may name a target group.
Container read_container(const Cursor& at, const Text& key, const std::string& pod_id,
                         std::vector<ServiceBalancer>& balancers) {
  Container container = read_ecs_container(at, pod_id);
  if (container.name.is_absent()) {
    container.name = key;
    container.id = pod_id + "/" + key.value;
  }
  const Cursor ports = at.at("portMappings");
  for (const Cursor& port : ports.items()) {
    if (const Cursor group = port.at("targetGroup"); group.present()) {
      ServiceBalancer balancer{.target_group = group.is_scalar() ? group.reference() : group.reference("arn"),
                               .container = container.name,
                               .port = port.integer("containerPort"),
                               .where = port.where()};
      balancers.push_back(std::move(balancer));
    }
  }
  return container;
}

void read_containers(const Cursor& at, Pod& pod, std::vector<ServiceBalancer>& balancers) {
  pod.containers.where = at.where();
  if (const Cursor one = at.at("container"); one.present()) {
    pod.containers.state = ValueState::known;
    // awsx calls a single container `container`, unless it says its own name.
    pod.containers.items.push_back(
        read_container(one, known(std::string("container"), one.where()), pod.id, balancers));
  }
  const Cursor several = at.at("containers");
  for (const Cursor::Entry& entry : several.members()) {
    pod.containers.state = ValueState::known;
    pod.containers.items.push_back(read_container(entry.value, known(entry.key, entry.key_where), pod.id, balancers));
  }
  for (const Cursor& at_container : {at.at("container"), several}) {
    if (at_container.unknown()) {
      const Text why = at_container.text();
      pod.containers.state = ValueState::unknown;
      pod.containers.unknown = why.unknown;
    }
  }
}

void read_role(const Cursor& at, std::string_view key, Reference& role, std::vector<Setting>& further) {
  const Cursor given = at.at(key);
  role = given.reference("roleArn");
  given.further({"args", "skip"}, further);
}

/// `logGroup`: an existing one by its name, or the arguments of one that awsx makes.
void read_log_group_of(const Cursor& at, const Resource& resource, Deployment& deployment) {
  const Cursor arguments = at.at("args");
  if (!arguments.present()) {
    std::vector<Setting> existing;
    at.at("existing").flatten("existing", existing);
    return;
  }
  LogGroup group{.id = resource.id + "/logGroup", .where = arguments.where()};
  group.name = arguments.text("name");
  group.name_prefix = arguments.text("namePrefix");
  group.retention_days = arguments.integer("retentionInDays");
  group.tags = arguments.named("tags");
  arguments.further({"kmsKeyId", "skipDestroy"}, group.further);
  deployment.log_groups.push_back(std::move(group));
}

Pod read_pod(const Cursor& at, const std::string& id, bool fargate, std::vector<ServiceBalancer>& balancers) {
  Pod pod{.id = id, .kind = PodKind::ecs_task, .where = at.where()};
  pod.name = at.text("family");
  read_containers(at, pod, balancers);
  pod.volumes = at.at("volumes").list(read_ecs_volume);
  pod.network_mode = at.text("networkMode");
  pod.compatibilities = {.state = ValueState::known,
                         .items = {known(std::string(fargate ? "FARGATE" : "EC2"), at.where())},
                         .unknown = {},
                         .where = at.where()};
  pod.cpu = read_task_cpu(at.at("cpu"));
  pod.memory = read_task_memory(at.at("memory"));
  read_role(at, "taskRole", pod.task_role, pod.further);
  read_role(at, "executionRole", pod.execution_role, pod.further);
  pod.pid_mode = at.text("pidMode");
  pod.ipc_mode = at.text("ipcMode");
  pod.os = at.at("runtimePlatform").text("operatingSystemFamily");
  pod.architecture = at.at("runtimePlatform").text("cpuArchitecture");
  pod.ephemeral_storage = gibibytes(at.at("ephemeralStorage").integer("sizeInGib"));
  pod.tags = at.named("tags");
  at.further({"placementConstraints", "proxyConfiguration", "inferenceAccelerators", "skipDestroy", "trackLatest"},
             pod.further);
  return pod;
}

}  // namespace

bool is_awsx_task(std::string_view type) {
  constexpr std::string_view types[] = {"awsx:ecs:FargateTaskDefinition", "awsx:ecs:EC2TaskDefinition",
                                        "awsx:ecs:FargateService", "awsx:ecs:EC2Service"};
  return std::ranges::find(types, type) != std::end(types);
}

void read_awsx_task(const std::string& type, const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  const bool fargate = type.find("Fargate") != std::string::npos;
  std::vector<ServiceBalancer> balancers;
  if (!type.ends_with("Service")) {
    deployment.pods.push_back(read_pod(at, resource.id, fargate, balancers));
    read_log_group_of(at.at("logGroup"), resource, deployment);
    return;
  }
  Service service{.id = resource.id, .where = at.where()};
  service.name = at.text("name");
  service.cluster = at.reference("cluster");
  service.count = at.integer("desiredCount");
  service.launch_type = known(std::string(fargate ? "FARGATE" : "EC2"), at.where());
  const Cursor network = at.at("networkConfiguration");
  service.subnets = network.references("subnets");
  service.security_groups = network.references("securityGroups");
  service.public_address = network.boolean("assignPublicIp");
  if (service.public_address.is_absent()) {
    service.public_address = at.boolean("assignPublicIp");
  }
  service.balancers = at.at("loadBalancers").list([](const Cursor& item) {
    return ServiceBalancer{.target_group = item.reference("targetGroupArn"),
                           .container = item.text("containerName"),
                           .port = item.integer("containerPort"),
                           .where = item.where()};
  });
  service.health_check_grace = at.seconds("healthCheckGracePeriodSeconds");
  service.force_deployment = at.boolean("forceNewDeployment");
  service.tags = at.named("tags");
  at.further({"continueBeforeSteadyState", "deploymentCircuitBreaker", "deploymentController",
              "deploymentMaximumPercent", "deploymentMinimumHealthyPercent", "enableEcsManagedTags",
              "enableExecuteCommand", "platformVersion", "propagateTags", "schedulingStrategy", "serviceRegistries"},
             service.further);
  service.pod = at.reference("taskDefinition");
  if (const Cursor task = at.at("taskDefinitionArgs"); task.present()) {
    deployment.pods.push_back(read_pod(task, resource.id + "/taskDefinition", fargate, balancers));
    read_log_group_of(task.at("logGroup"), resource, deployment);
    service.pod.ids = {resource.id + "/taskDefinition"};
  }
  if (!balancers.empty()) {
    service.balancers.state = ValueState::known;
    std::ranges::move(balancers, std::back_inserter(service.balancers.items));
  }
  deployment.services.push_back(std::move(service));
}

}  // namespace roadworthy
