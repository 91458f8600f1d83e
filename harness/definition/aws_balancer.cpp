#include <algorithm>

#include "definition/resource.h"

namespace roadworthy {
namespace {

ListenerAction read_action(const Cursor& at) {
  ListenerAction action{.type = at.text("type"), .where = at.where()};
  action.target_groups.where = at.where();
  Reference target = at.reference("target_group_arn");
  if (!target.is_absent() && !target.text.is("")) {
    action.target_groups.state = ValueState::known;
    action.target_groups.items.push_back(std::move(target));
  }
  const Cursor forward = at.at("forward").block();
  for (const Cursor& group : forward.at("target_group").items()) {
    action.target_groups.state = ValueState::known;
    Reference reference = group.reference("arn");
    const bool twice = reference.text.is_known() &&
                       std::ranges::any_of(action.target_groups.items,
                                           [&](const Reference& other) { return other.text.is(reference.text.value); });
    if (!twice) {
      action.target_groups.items.push_back(std::move(reference));
    }
    group.further("weight", action.further);
  }
  forward.further("stickiness", action.further);
  at.further({"order", "redirect", "fixed_response", "authenticate_cognito", "authenticate_oidc", "jwt_validation"},
             action.further);
  return action;
}

/// `path_pattern { values = [...] }` as one entry for each value.
List<NamedText> read_conditions(const Cursor& at) {
  List<NamedText> list;
  list.where = at.where();
  list.state = at.present() ? ValueState::known : ValueState::absent;
  for (const Cursor& condition : at.items()) {
    for (const Cursor::Entry& entry : condition.members()) {
      std::vector<Setting> settings;
      entry.value.flatten(entry.key, settings);
      for (Setting& setting : settings) {
        list.items.push_back({entry.key, entry.key_where, std::move(setting.value)});
      }
    }
  }
  return list;
}

TargetHealthCheck read_health_check(const Cursor& at) {
  TargetHealthCheck check{.where = at.where()};
  check.enabled = at.boolean("enabled");
  check.protocol = at.text("protocol");
  check.path = at.text("path");
  check.port = at.text("port");
  check.matcher = at.text("matcher");
  check.interval = at.seconds("interval");
  check.timeout = at.seconds("timeout");
  check.healthy_threshold = at.integer("healthy_threshold");
  check.unhealthy_threshold = at.integer("unhealthy_threshold");
  return check;
}

}  // namespace

void read_balancer(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  Balancer balancer{.id = resource.id, .where = at.where()};
  balancer.name = at.text("name");
  balancer.type = at.text("load_balancer_type");
  balancer.internal = at.boolean("internal");
  balancer.security_groups = at.references("security_groups");
  balancer.subnets = at.references("subnets");
  for (const Cursor& mapping : at.at("subnet_mapping").items()) {
    if (balancer.subnets.is_absent() || mapping.has("subnet_id")) {
      balancer.subnets.state = ValueState::known;
      balancer.subnets.items.push_back(mapping.reference("subnet_id"));
    }
    mapping.further({"allocation_id", "ipv6_address", "outpost_id", "private_ipv4_address"}, balancer.further);
  }
  balancer.tags = read_tags(at);
  at.further({"access_logs",
              "arn_suffix",
              "client_keep_alive",
              "connection_logs",
              "customer_owned_ipv4_pool",
              "desync_mitigation_mode",
              "dns_name",
              "dns_record_client_routing_policy",
              "drop_invalid_header_fields",
              "enable_cross_zone_load_balancing",
              "enable_deletion_protection",
              "enable_http2",
              "enable_tls_version_and_cipher_suite_headers",
              "enable_waf_fail_open",
              "enable_xff_client_port",
              "enable_zonal_shift",
              "enforce_security_group_inbound_rules_on_private_link_traffic",
              "health_check_logs",
              "idle_timeout",
              "ip_address_type",
              "ipam_pools",
              "minimum_load_balancer_capacity",
              "name_prefix",
              "preserve_host_header",
              "secondary_ips_auto_assigned_per_subnet",
              "vpc_id",
              "xff_header_processing_mode",
              "zone_id"},
             balancer.further);
  read_common(at, balancer.further);
  deployment.balancers.push_back(std::move(balancer));
}

void read_classic_balancer(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  Balancer balancer{.id = resource.id, .where = at.where()};
  balancer.name = at.text("name");
  balancer.type = known(std::string("classic"), at.where());
  balancer.internal = at.boolean("internal");
  balancer.security_groups = at.references("security_groups");
  balancer.subnets = at.references("subnets");
  std::size_t index = 0;
  for (const Cursor& item : at.at("listener").items()) {
    Listener listener{.id = resource.id + "/listener/" + std::to_string(index++), .where = item.where()};
    listener.balancer = {.text = absent<std::string>(item.where()), .ids = {resource.id}};
    listener.port = item.integer("lb_port");
    listener.protocol = item.text("lb_protocol");
    listener.certificate = item.reference("ssl_certificate_id");
    item.further({"instance_port", "instance_protocol"}, listener.further);
    deployment.listeners.push_back(std::move(listener));
  }
  balancer.tags = read_tags(at);
  at.further({"access_logs", "availability_zones", "connection_draining", "connection_draining_timeout",
              "cross_zone_load_balancing", "desync_mitigation_mode", "dns_name", "health_check", "idle_timeout",
              "instances", "name_prefix", "source_security_group", "source_security_group_id", "zone_id"},
             balancer.further);
  read_common(at, balancer.further);
  deployment.balancers.push_back(std::move(balancer));
}

void read_listener(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  Listener listener{.id = resource.id, .where = at.where()};
  listener.balancer = at.reference("load_balancer_arn");
  listener.port = at.integer("port");
  listener.protocol = at.text("protocol");
  listener.certificate = at.reference("certificate_arn");
  listener.actions = at.at("default_action").list(read_action);
  listener.tags = read_tags(at);
  at.further({"alpn_policy", "mutual_authentication", "ssl_policy", "tcp_idle_timeout_seconds"}, listener.further);
  if (const Cursor headers = at; headers.is(NodeKind::mapping)) {
    for (const Cursor::Entry& entry : headers.members()) {
      if (entry.key.starts_with("routing_http") || entry.key.starts_with("routingHttp")) {
        entry.value.flatten(entry.key, listener.further);
      }
    }
  }
  read_common(at, listener.further);
  deployment.listeners.push_back(std::move(listener));
}

void read_listener_rule(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  ListenerRule rule{.id = resource.id, .where = at.where()};
  rule.listener = at.reference("listener_arn");
  rule.priority = at.integer("priority");
  rule.actions = at.at("action").list(read_action);
  rule.conditions = read_conditions(at.at("condition"));
  rule.tags = read_tags(at);
  at.further("transform", rule.further);
  read_common(at, rule.further);
  deployment.listener_rules.push_back(std::move(rule));
}

void read_target_group(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  TargetGroup group{.id = resource.id, .where = at.where()};
  group.name = at.text("name");
  group.port = at.integer("port");
  group.protocol = at.text("protocol");
  group.target_type = at.text("target_type");
  group.vpc = at.reference("vpc_id");
  if (const Cursor check = at.at("health_check").block(); check.present()) {
    group.health_check = read_health_check(check);
  }
  group.deregistration_delay = at.seconds("deregistration_delay");
  group.tags = read_tags(at);
  at.further({"arn_suffix", "connection_termination", "ip_address_type", "lambda_multi_value_headers_enabled",
              "load_balancer_arns", "load_balancing_algorithm_type", "load_balancing_anomaly_mitigation",
              "load_balancing_cross_zone_enabled", "name_prefix", "preserve_client_ip", "protocol_version",
              "proxy_protocol_v2", "slow_start", "stickiness", "target_control_port", "target_failover",
              "target_group_health", "target_health_state"},
             group.further);
  read_common(at, group.further);
  deployment.target_groups.push_back(std::move(group));
}

void read_target_attachment(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  TargetAttachment attachment{.id = resource.id, .where = at.where()};
  attachment.target_group = at.reference("target_group_arn");
  attachment.target = at.reference("target_id");
  attachment.port = at.integer("port");
  std::vector<Setting> rest;
  at.further({"availability_zone", "quic_server_id"}, rest);
  read_common(at, rest);
  deployment.target_attachments.push_back(std::move(attachment));
}

}  // namespace roadworthy
