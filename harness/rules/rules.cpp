#include "rules/rules.h"

#include <algorithm>
#include <array>

#include "rules/families.h"

namespace roadworthy {
namespace {

constexpr std::string_view kTask = "an ECS task definition";
constexpr std::string_view kWithSidecar = "a task definition with a sidecar";
constexpr std::string_view kGroups = "a plan with the log groups of a task definition";
constexpr std::string_view kSidecarGroups = "a plan with the log group of a sidecar";
constexpr std::string_view kStatus = "Logstash and its status sidecar";
constexpr std::string_view kAlloy = "a collector beside an application, in one task definition";

/// Every rule. A new one is a row here, and a function in the file of its family.
constexpr std::array kRules{
    Rule{"status-user", "STATUS-USER", "the status sidecar runs as a user that is not root",
         "set `user` to the image's own, or leave it out", "a status sidecar whose user is set", &judge_status_user},
    Rule{"status-path-logs", "STATUS-PATH-LOGS", "Logstash writes its log file to the shared volume",
         "add `--path.logs` and the directory at which the log volume is mounted to Logstash's command", kStatus,
         &judge_path_logs},
    Rule{"status-log-volume", "STATUS-LOG-VOLUME", "Logstash and the sidecar mount the same log directory",
         "mount one host path or volume in both, and let LOGSTASH_LOG_PATH name the file below it", kStatus,
         &judge_log_volume},
    Rule{"status-api-reachable", "STATUS-API-REACHABLE",
         "LOGSTASH_API_URL resolves from the sidecar and reaches Logstash's API",
         "use the container's name on a shared network, `--network host`, or `--add-host "
         "host.docker.internal:host-gateway` with a published port",
         kStatus, &judge_api_reachable},
    Rule{"status-port-open", "STATUS-PORT-OPEN", "the dashboard's port is published and let in",
         "publish the port, and add an ingress rule for it", kStatus, &judge_port_open},
    Rule{"status-log-directory", "STATUS-LOG-DIR", "the host creates the log directory before the containers start",
         "add `mkdir -p` of the directory in front of the first `docker run`",
         "a host's script that starts Logstash and its status sidecar with a shared host path", &judge_log_directory},
    Rule{"status-target-group", "STATUS-TARGET-GROUP",
         "a target group on the dashboard's port checks /api/health over HTTP, and a listener forwards to it",
         "add the target group with an HTTP health check of `/api/health`, and a listener on the port",
         "a status sidecar behind a load balancer", &judge_target_group},
    Rule{"status-rollout", "STATUS-ROLLOUT", "a changed sidecar image replaces the instances",
         "let the change of user data replace the instance, or refresh the scaling group's instances",
         "a machine of the plan that runs the status sidecar", &judge_rollout},
    Rule{"status-group", "STATUS-GROUP",
         "the sidecar has a container, port, volume and resources of its own in the container group",
         "add the container block with its port, the log volume, 0.5 CPU and 0.5 GB", "a container group with Logstash",
         &judge_container_group},

    Rule{"ecs-containers-once", "ECS-CONTAINERS", "the task holds its main container and each sidecar once",
         "put the main container back, and keep one of each", kWithSidecar, &judge_containers_once},
    Rule{"ecs-nothing-lost", "ECS-CONTAINERS", "a sidecar is declared alike wherever it is used",
         "declare it as the other task does", kWithSidecar, &judge_nothing_lost},
    Rule{"ecs-loggroup-name", "ECS-LOGGROUP-NAME", "a sidecar's log group is named as the policy says",
         "rename the log group, or change `log_groups.name` of the policy",
         "a sidecar that logs through awslogs to a group of its own", &judge_group_name},
    Rule{"ecs-loggroup-created", "ECS-LOGGROUP-CREATED", "every log group that a container names is created",
         "add the log group to the plan, or set `awslogs-create-group` to \"true\"", kGroups, &judge_group_created},
    Rule{"ecs-loggroup-skip", "ECS-LOGGROUP-SKIP",
         "a log group that the driver creates is not managed by the deployment",
         "take the log group out of the plan, or `awslogs-create-group` out of the container",
         "a plan with a container whose log driver creates its group", &judge_group_skipped},
    Rule{"ecs-loggroup-retention", "ECS-LOGGROUP-RETENTION",
         "a sidecar's log group keeps its events for as long as the policy says",
         "set the retention, or change `log_groups.retention` of the policy", kSidecarGroups, &judge_group_retention},
    Rule{"ecs-loggroup-tags", "ECS-LOGGROUP-TAGS", "a sidecar's log group carries the policy's tags",
         "add the tag to the log group", "a sidecar's log group, and tags in the policy or on its task and service",
         &judge_group_tags},
    Rule{"ecs-loggroup-unique", "ECS-LOGGROUP-UNIQUE", "each log group is declared once and used by one service",
         "give each service a log group of its own", kSidecarGroups, &judge_group_unique},
    Rule{"ecs-loggroup-order", "ECS-LOGGROUP-ORDER", "the service depends on its log groups",
         "let the service depend on the log group (`depends_on`), or take the group's name from its resource",
         "a plan with a service whose task has a sidecar and log groups", &judge_group_order},
    Rule{"ecs-essential", "ECS-ESSENTIAL", "a sidecar is not essential",
         "set `essential` to false, or name it in `essential_sidecars` of the policy", kWithSidecar, &judge_essential},
    Rule{"ecs-fargate-size", "ECS-SIZE", "Fargate offers the task's CPU and memory", "take a pair that Fargate offers",
         "a task definition for Fargate, or with a size", &judge_fargate_size},
    Rule{"ecs-containers-fit", "ECS-SIZE", "the containers fit into their task",
         "make the task larger, or its containers smaller", "a task definition for Fargate, or with a size",
         &judge_containers_fit},
    Rule{"ecs-shape", "ECS-VALID", "keys and kinds are those of the API", "write it as the API has it", kTask,
         &judge_ecs_mistakes},
    Rule{"ecs-names", "ECS-VALID", "family, containers and secrets have names and images that ECS takes",
         "use letters, digits, hyphens and underscores", kTask, &judge_names},
    Rule{"ecs-dependencies", "ECS-VALID", "what containers wait for is there, can happen, and is no circle",
         "wait for a container of the task, in a condition that it can reach", kTask, &judge_dependencies},
    Rule{"ecs-mounts", "ECS-VALID", "what containers mount is a volume of the task", "add the volume to the task",
         kTask, &judge_mounts},
    Rule{"ecs-ports", "ECS-VALID", "each port is taken once, and mapped as the network mode can",
         "give each container a port of its own", kTask, &judge_ports},
    Rule{"ecs-network", "ECS-VALID", "containers set only what the task's network mode knows", "leave it out", kTask,
         &judge_network_settings},
    Rule{"ecs-fargate", "ECS-VALID", "a task for Fargate asks for nothing that Fargate does not have",
         "leave it out, or run the task on EC2", kTask, &judge_fargate},
    Rule{"ecs-logging", "ECS-VALID", "log drivers have what they need", "set the missing option", kTask,
         &judge_logging},
    Rule{"ecs-limits", "ECS-VALID", "memory and health checks are within the API's bounds", "stay within the bounds",
         kTask, &judge_limits},
    Rule{"ecs-service-wiring", "ECS-VALID", "services fit the task definition that they run",
         "name a container and a port of the task definition", kTask, &judge_service_wiring},
    Rule{"ecs-services", "ECS-SERVICES", "every service of the application has its sidecars",
         "add the sidecar to the task definition, or name the family in `without_sidecars` of the policy",
         "services of one application with a sidecar", &judge_services},

    Rule{"config-hidden", "CONFIG-HIDDEN", "the application has no endpoint and no credential of etcd",
         "give them to the configuration sidecar alone", "an application and its configuration sidecar",
         &judge_config_hidden},
    Rule{"config-colocated", "CONFIG-COLOCATED", "application and configuration sidecar share localhost",
         "put both into one task or pod", "an application and its configuration sidecar", &judge_config_colocated},
    Rule{"config-secret-files", "CONFIG-SECRET-FILES",
         "secrets are read-only files, and the token is in no environment variable",
         "mount the secrets read-only and name the token's file", "a configuration sidecar with a token",
         &judge_config_secret_files},

    Rule{"alloy-collector", "ALLOY-DEFINITIONS", "the collector is as documented", "write it as the module gives it",
         kAlloy, &judge_alloy_collector},
    Rule{"alloy-init", "ALLOY-DEFINITIONS", "the init fetches the configuration before the collector starts",
         "write it as the module gives it", kAlloy, &judge_alloy_init},
    Rule{"alloy-placement", "ALLOY-PLACEMENT", "what mounts the Docker socket does not ask for Fargate",
         "run it on EC2, or collect without the socket", "a task definition that mounts the Docker socket",
         &judge_alloy_placement},
    Rule{"alloy-parameter", "ALLOY-PARAMETER",
         "the init reads a parameter of the plan that carries the service's labels and both endpoints",
         "create the parameter that the init reads, with this service's labels",
         "a plan with parameters and a collector's init", &judge_alloy_parameter},
};

}  // namespace

std::span<const Rule> all_rules() {
  return kRules;
}

std::vector<RuleResult> judge(const Deployment& deployment, const Policy& policy, const CheckOptions& options) {
  const Facts facts = gather_facts(deployment, policy);
  std::vector<RuleResult> results;
  for (const Rule& rule : kRules) {
    const bool wanted = options.items.empty() || std::ranges::find(options.items, rule.item) != options.items.end();
    if (wanted) {
      RuleResult result{.rule = &rule, .judgement = {}};
      rule.judge(facts, result.judgement);
      results.push_back(std::move(result));
    }
  }
  return results;
}

}  // namespace roadworthy
