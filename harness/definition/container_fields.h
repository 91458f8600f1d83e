#pragma once

#include <concepts>
#include <type_traits>

#include "definition/container.h"

namespace roadworthy {

// Of containers and what they are made of; fields.h says what this is.

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

}  // namespace roadworthy
