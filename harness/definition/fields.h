#pragma once

#include <concepts>
#include <type_traits>

#include "definition/container_fields.h"
#include "definition/deployment.h"
#include "definition/network_fields.h"

namespace roadworthy {

/// Every field of every struct of the model, for what must look at all of them: comparisons, dumps, counts of unknown
/// values. `each_field(element, visit)` calls `visit(name, field)` for each in the order of the struct; `where` is not
/// a field. A field that is added to a struct is added here; definition/fields_test.cpp fails when it is forgotten.

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, ServiceBalancer>
void each_field(Of& of, Visit&& visit) {
  visit("target_group", of.target_group);
  visit("container", of.container);
  visit("port", of.port);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, Service>
void each_field(Of& of, Visit&& visit) {
  visit("id", of.id);
  visit("name", of.name);
  visit("pod", of.pod);
  visit("cluster", of.cluster);
  visit("count", of.count);
  visit("launch_type", of.launch_type);
  visit("capacity_providers", of.capacity_providers);
  visit("subnets", of.subnets);
  visit("security_groups", of.security_groups);
  visit("public_address", of.public_address);
  visit("balancers", of.balancers);
  visit("health_check_grace", of.health_check_grace);
  visit("force_deployment", of.force_deployment);
  visit("tags", of.tags);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, LogGroup>
void each_field(Of& of, Visit&& visit) {
  visit("id", of.id);
  visit("name", of.name);
  visit("name_prefix", of.name_prefix);
  visit("retention_days", of.retention_days);
  visit("tags", of.tags);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, Parameter>
void each_field(Of& of, Visit&& visit) {
  visit("id", of.id);
  visit("name", of.name);
  visit("type", of.type);
  visit("value", of.value);
  visit("tags", of.tags);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, Secret>
void each_field(Of& of, Visit&& visit) {
  visit("id", of.id);
  visit("kind", of.kind);
  visit("name", of.name);
  visit("file", of.file);
  visit("environment", of.environment);
  visit("content", of.content);
  visit("external", of.external);
  visit("tags", of.tags);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, Machine>
void each_field(Of& of, Visit&& visit) {
  visit("id", of.id);
  visit("kind", of.kind);
  visit("name", of.name);
  visit("image", of.image);
  visit("type", of.type);
  visit("user_data", of.user_data);
  visit("replaced_on_user_data", of.replaced_on_user_data);
  visit("security_groups", of.security_groups);
  visit("subnets", of.subnets);
  visit("tags", of.tags);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, InstanceRefresh>
void each_field(Of& of, Visit&& visit) {
  visit("strategy", of.strategy);
  visit("triggers", of.triggers);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, ScalingGroup>
void each_field(Of& of, Visit&& visit) {
  visit("id", of.id);
  visit("name", of.name);
  visit("template", of.template_);
  visit("template_version", of.template_version);
  visit("minimum", of.minimum);
  visit("maximum", of.maximum);
  visit("desired", of.desired);
  visit("subnets", of.subnets);
  visit("target_groups", of.target_groups);
  visit("health_check_type", of.health_check_type);
  visit("health_check_grace", of.health_check_grace);
  visit("refresh", of.refresh);
  visit("tags", of.tags);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, ReplaceTrigger>
void each_field(Of& of, Visit&& visit) {
  visit("id", of.id);
  visit("values", of.values);
  visit("watches", of.watches);
  visit("replaces", of.replaces);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, Dependency>
void each_field(Of& of, Visit&& visit) {
  visit("from", of.from);
  visit("to", of.to);
  visit("written", of.written);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, HostStep>
void each_field(Of& of, Visit&& visit) {
  visit("kind", of.kind);
  visit("words", of.words);
  visit("paths", of.paths);
  visit("content", of.content);
  visit("pod", of.pod);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, Host>
void each_field(Of& of, Visit&& visit) {
  visit("id", of.id);
  visit("steps", of.steps);
}

/// The element lists of a deployment alone: not its name, mistakes or unread leaves.
template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, Deployment>
void each_field(Of& of, Visit&& visit) {
  visit("services", of.services);
  visit("pods", of.pods);
  visit("hosts", of.hosts);
  visit("log_groups", of.log_groups);
  visit("parameters", of.parameters);
  visit("secrets", of.secrets);
  visit("volumes", of.volumes);
  visit("container_networks", of.container_networks);
  visit("vpcs", of.vpcs);
  visit("subnets", of.subnets);
  visit("gateways", of.gateways);
  visit("route_tables", of.route_tables);
  visit("routes", of.routes);
  visit("route_associations", of.route_associations);
  visit("security_groups", of.security_groups);
  visit("firewall_rules", of.firewall_rules);
  visit("balancers", of.balancers);
  visit("listeners", of.listeners);
  visit("listener_rules", of.listener_rules);
  visit("target_groups", of.target_groups);
  visit("target_attachments", of.target_attachments);
  visit("machines", of.machines);
  visit("scaling_groups", of.scaling_groups);
  visit("replace_triggers", of.replace_triggers);
  visit("dependencies", of.dependencies);
  visit("further", of.further);
}

}  // namespace roadworthy
