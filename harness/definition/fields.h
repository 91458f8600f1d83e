#pragma once

#include <concepts>
#include <type_traits>

#include "definition/deployment.h"

namespace roadworthy {

/// Every field of every struct of the model, for what must look at all of them: comparisons, dumps, counts of unknown
/// values. `each_field(element, visit)` calls `visit(name, field)` for each in the order of the struct; `where` is not
/// a field. A field that is added to a struct is added here; definition/fields_test.cpp fails when it is forgotten.

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, Setting>
void each_field(Of& of, Visit&& visit) {
  visit("path", of.path);
  visit("value", of.value);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, PortMapping>
void each_field(Of& of, Visit&& visit) {
  visit("container_port", of.container_port);
  visit("host_port", of.host_port);
  visit("host_address", of.host_address);
  visit("protocol", of.protocol);
  visit("name", of.name);
  visit("app_protocol", of.app_protocol);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, Mount>
void each_field(Of& of, Visit&& visit) {
  visit("kind", of.kind);
  visit("source", of.source);
  visit("target", of.target);
  visit("read_only", of.read_only);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, Volume>
void each_field(Of& of, Visit&& visit) {
  visit("name", of.name);
  visit("kind", of.kind);
  visit("host_path", of.host_path);
  visit("share", of.share);
  visit("external", of.external);
  visit("external_name", of.external_name);
  visit("driver", of.driver);
  visit("options", of.options);
  visit("labels", of.labels);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, SecretUse>
void each_field(Of& of, Visit&& visit) {
  visit("as", of.as);
  visit("name", of.name);
  visit("value_from", of.value_from);
  visit("target", of.target);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, ContainerDependency>
void each_field(Of& of, Visit&& visit) {
  visit("container", of.container);
  visit("condition", of.condition);
  visit("required", of.required);
  visit("restart", of.restart);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, HealthCheck>
void each_field(Of& of, Visit&& visit) {
  visit("command", of.command);
  visit("http_path", of.http_path);
  visit("port", of.port);
  visit("scheme", of.scheme);
  visit("disabled", of.disabled);
  visit("interval", of.interval);
  visit("timeout", of.timeout);
  visit("start_period", of.start_period);
  visit("start_interval", of.start_interval);
  visit("retries", of.retries);
  visit("success_threshold", of.success_threshold);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, LogConfiguration>
void each_field(Of& of, Visit&& visit) {
  visit("driver", of.driver);
  visit("options", of.options);
  visit("secret_options", of.secret_options);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, Firelens>
void each_field(Of& of, Visit&& visit) {
  visit("type", of.type);
  visit("options", of.options);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, NetworkAttachment>
void each_field(Of& of, Visit&& visit) {
  visit("network", of.network);
  visit("aliases", of.aliases);
  visit("address", of.address);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, UserLimit>
void each_field(Of& of, Visit&& visit) {
  visit("name", of.name);
  visit("soft", of.soft);
  visit("hard", of.hard);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, Container>
void each_field(Of& of, Visit&& visit) {
  visit("id", of.id);
  visit("name", of.name);
  visit("container_name", of.container_name);
  visit("image", of.image);
  visit("build_context", of.build_context);
  visit("init", of.init);
  visit("essential", of.essential);
  visit("cpu", of.cpu);
  visit("cpu_limit", of.cpu_limit);
  visit("cpu_reservation", of.cpu_reservation);
  visit("memory", of.memory);
  visit("memory_limit", of.memory_limit);
  visit("memory_reservation", of.memory_reservation);
  visit("entry_point", of.entry_point);
  visit("command", of.command);
  visit("environment", of.environment);
  visit("environment_files", of.environment_files);
  visit("secrets", of.secrets);
  visit("ports", of.ports);
  visit("exposed_ports", of.exposed_ports);
  visit("mounts", of.mounts);
  visit("depends_on", of.depends_on);
  visit("health_check", of.health_check);
  visit("liveness", of.liveness);
  visit("readiness", of.readiness);
  visit("log", of.log);
  visit("firelens", of.firelens);
  visit("user", of.user);
  visit("working_directory", of.working_directory);
  visit("hostname", of.hostname);
  visit("network_mode", of.network_mode);
  visit("networks", of.networks);
  visit("extra_hosts", of.extra_hosts);
  visit("dns_servers", of.dns_servers);
  visit("dns_search", of.dns_search);
  visit("links", of.links);
  visit("privileged", of.privileged);
  visit("read_only_root", of.read_only_root);
  visit("capabilities_add", of.capabilities_add);
  visit("capabilities_drop", of.capabilities_drop);
  visit("limits", of.limits);
  visit("restart", of.restart);
  visit("start_timeout", of.start_timeout);
  visit("stop_timeout", of.stop_timeout);
  visit("labels", of.labels);
  visit("profiles", of.profiles);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, Pod>
void each_field(Of& of, Visit&& visit) {
  visit("id", of.id);
  visit("kind", of.kind);
  visit("name", of.name);
  visit("host", of.host);
  visit("containers", of.containers);
  visit("volumes", of.volumes);
  visit("network_mode", of.network_mode);
  visit("compatibilities", of.compatibilities);
  visit("cpu", of.cpu);
  visit("memory", of.memory);
  visit("task_role", of.task_role);
  visit("execution_role", of.execution_role);
  visit("pid_mode", of.pid_mode);
  visit("ipc_mode", of.ipc_mode);
  visit("os", of.os);
  visit("architecture", of.architecture);
  visit("ephemeral_storage", of.ephemeral_storage);
  visit("restart", of.restart);
  visit("address_kind", of.address_kind);
  visit("exposed_ports", of.exposed_ports);
  visit("dns_servers", of.dns_servers);
  visit("subnets", of.subnets);
  visit("tags", of.tags);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, ContainerNetwork>
void each_field(Of& of, Visit&& visit) {
  visit("id", of.id);
  visit("name", of.name);
  visit("external_name", of.external_name);
  visit("driver", of.driver);
  visit("external", of.external);
  visit("internal", of.internal);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, Vpc>
void each_field(Of& of, Visit&& visit) {
  visit("id", of.id);
  visit("name", of.name);
  visit("cidr", of.cidr);
  visit("tags", of.tags);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, Subnet>
void each_field(Of& of, Visit&& visit) {
  visit("id", of.id);
  visit("vpc", of.vpc);
  visit("cidr", of.cidr);
  visit("zone", of.zone);
  visit("public_addresses", of.public_addresses);
  visit("tags", of.tags);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, Gateway>
void each_field(Of& of, Visit&& visit) {
  visit("id", of.id);
  visit("kind", of.kind);
  visit("vpc", of.vpc);
  visit("subnet", of.subnet);
  visit("address", of.address);
  visit("connectivity", of.connectivity);
  visit("tags", of.tags);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, RouteTable>
void each_field(Of& of, Visit&& visit) {
  visit("id", of.id);
  visit("vpc", of.vpc);
  visit("tags", of.tags);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, Route>
void each_field(Of& of, Visit&& visit) {
  visit("id", of.id);
  visit("table", of.table);
  visit("destination", of.destination);
  visit("gateway", of.gateway);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, RouteAssociation>
void each_field(Of& of, Visit&& visit) {
  visit("id", of.id);
  visit("table", of.table);
  visit("subnet", of.subnet);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, SecurityGroup>
void each_field(Of& of, Visit&& visit) {
  visit("id", of.id);
  visit("name", of.name);
  visit("description", of.description);
  visit("vpc", of.vpc);
  visit("tags", of.tags);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, FirewallRule>
void each_field(Of& of, Visit&& visit) {
  visit("id", of.id);
  visit("group", of.group);
  visit("direction", of.direction);
  visit("protocol", of.protocol);
  visit("from_port", of.from_port);
  visit("to_port", of.to_port);
  visit("ranges", of.ranges);
  visit("groups", of.groups);
  visit("prefix_lists", of.prefix_lists);
  visit("self", of.self);
  visit("description", of.description);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, Balancer>
void each_field(Of& of, Visit&& visit) {
  visit("id", of.id);
  visit("name", of.name);
  visit("type", of.type);
  visit("internal", of.internal);
  visit("security_groups", of.security_groups);
  visit("subnets", of.subnets);
  visit("tags", of.tags);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, ListenerAction>
void each_field(Of& of, Visit&& visit) {
  visit("type", of.type);
  visit("target_groups", of.target_groups);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, Listener>
void each_field(Of& of, Visit&& visit) {
  visit("id", of.id);
  visit("balancer", of.balancer);
  visit("port", of.port);
  visit("protocol", of.protocol);
  visit("certificate", of.certificate);
  visit("actions", of.actions);
  visit("tags", of.tags);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, ListenerRule>
void each_field(Of& of, Visit&& visit) {
  visit("id", of.id);
  visit("listener", of.listener);
  visit("priority", of.priority);
  visit("actions", of.actions);
  visit("conditions", of.conditions);
  visit("tags", of.tags);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, TargetHealthCheck>
void each_field(Of& of, Visit&& visit) {
  visit("enabled", of.enabled);
  visit("protocol", of.protocol);
  visit("path", of.path);
  visit("port", of.port);
  visit("matcher", of.matcher);
  visit("interval", of.interval);
  visit("timeout", of.timeout);
  visit("healthy_threshold", of.healthy_threshold);
  visit("unhealthy_threshold", of.unhealthy_threshold);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, TargetGroup>
void each_field(Of& of, Visit&& visit) {
  visit("id", of.id);
  visit("name", of.name);
  visit("port", of.port);
  visit("protocol", of.protocol);
  visit("target_type", of.target_type);
  visit("vpc", of.vpc);
  visit("health_check", of.health_check);
  visit("deregistration_delay", of.deregistration_delay);
  visit("tags", of.tags);
  visit("further", of.further);
}

template <typename Of, typename Visit>
  requires std::same_as<std::remove_const_t<Of>, TargetAttachment>
void each_field(Of& of, Visit&& visit) {
  visit("id", of.id);
  visit("target_group", of.target_group);
  visit("target", of.target);
  visit("port", of.port);
}

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
