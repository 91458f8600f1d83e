#pragma once

#include "rules/facts.h"
#include "rules/rule.h"

/// The rules, one line each; rules.cpp says of each what it shows.
namespace roadworthy {

// ecs_containers.cpp, ecs_services.cpp
void judge_containers_once(const Facts& facts, Judgement& judgement);
void judge_nothing_lost(const Facts& facts, Judgement& judgement);
void judge_essential(const Facts& facts, Judgement& judgement);
void judge_services(const Facts& facts, Judgement& judgement);

// ecs_log_groups.cpp, ecs_log_group_names.cpp
void judge_group_name(const Facts& facts, Judgement& judgement);
void judge_group_created(const Facts& facts, Judgement& judgement);
void judge_group_skipped(const Facts& facts, Judgement& judgement);
void judge_group_retention(const Facts& facts, Judgement& judgement);
void judge_group_tags(const Facts& facts, Judgement& judgement);
void judge_group_unique(const Facts& facts, Judgement& judgement);
void judge_group_order(const Facts& facts, Judgement& judgement);

// ecs_size.cpp
void judge_fargate_size(const Facts& facts, Judgement& judgement);
void judge_containers_fit(const Facts& facts, Judgement& judgement);

// ecs_names.cpp, ecs_dependencies.cpp, ecs_mounts.cpp, ecs_ports.cpp, ecs_fargate.cpp, ecs_logging.cpp, ecs_limits.cpp,
// ecs_service_wiring.cpp
void judge_ecs_mistakes(const Facts& facts, Judgement& judgement);
void judge_names(const Facts& facts, Judgement& judgement);
void judge_dependencies(const Facts& facts, Judgement& judgement);
void judge_mounts(const Facts& facts, Judgement& judgement);
void judge_ports(const Facts& facts, Judgement& judgement);
void judge_fargate(const Facts& facts, Judgement& judgement);
void judge_network_settings(const Facts& facts, Judgement& judgement);
void judge_logging(const Facts& facts, Judgement& judgement);
void judge_limits(const Facts& facts, Judgement& judgement);
void judge_service_wiring(const Facts& facts, Judgement& judgement);

// alloy.cpp, alloy_parameter.cpp
void judge_alloy_collector(const Facts& facts, Judgement& judgement);
void judge_alloy_init(const Facts& facts, Judgement& judgement);
void judge_alloy_placement(const Facts& facts, Judgement& judgement);
void judge_alloy_parameter(const Facts& facts, Judgement& judgement);

// status_logs.cpp, status_api.cpp, status_port.cpp, status_fleet.cpp, status_group.cpp
void judge_status_user(const Facts& facts, Judgement& judgement);
void judge_path_logs(const Facts& facts, Judgement& judgement);
void judge_log_volume(const Facts& facts, Judgement& judgement);
void judge_log_directory(const Facts& facts, Judgement& judgement);
void judge_api_reachable(const Facts& facts, Judgement& judgement);
void judge_port_open(const Facts& facts, Judgement& judgement);
void judge_target_group(const Facts& facts, Judgement& judgement);
void judge_rollout(const Facts& facts, Judgement& judgement);
void judge_container_group(const Facts& facts, Judgement& judgement);

// config.cpp
void judge_config_hidden(const Facts& facts, Judgement& judgement);
void judge_config_colocated(const Facts& facts, Judgement& judgement);
void judge_config_secret_files(const Facts& facts, Judgement& judgement);

}  // namespace roadworthy
