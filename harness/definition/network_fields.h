#pragma once

#include <concepts>
#include <type_traits>

#include "definition/network.h"

namespace roadworthy {

// Of networks and balancers; fields.h says what this is.

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

}  // namespace roadworthy
