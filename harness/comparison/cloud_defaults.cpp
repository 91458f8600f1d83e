#include <algorithm>

#include "comparison/defaults.h"

namespace roadworthy {
namespace {

using namespace std::chrono_literals;

/// What the providers of Terraform and Pulumi send when a program says nothing, as their own documentation tells.
constexpr DefaultSetting kServiceSettings[] = {
    {"scheduling_strategy", "REPLICA"},
    {"deployment_maximum_percent", "200"},
    {"deployment_minimum_healthy_percent", "100"},
    {"enable_ecs_managed_tags", "false"},
    {"enable_execute_command", "false"},
    {"platform_version", "LATEST"},
    {"propagate_tags", "NONE"},
    {"propagate_tags", ""},
    {"deployment_controller[0].type", "ECS"},
    {"deployment_circuit_breaker[0].enable", "false"},
    {"deployment_circuit_breaker[0].rollback", "false"},
    {"availability_zone_rebalancing", "DISABLED"},
    {"iam_role", ""},
};
constexpr DefaultSetting kGroupSettings[] = {
    {"log_group_class", "STANDARD"}, {"kms_key_id", ""}, {"deletion_protection_enabled", "false"}};
constexpr DefaultSetting kParameterSettings[] = {{"tier", "Standard"}, {"data_type", "text"}, {"description", ""}};
constexpr DefaultSetting kTargetGroupSettings[] = {
    {"ip_address_type", "ipv4"},
    {"slow_start", "0"},
    {"proxy_protocol_v2", "false"},
    {"protocol_version", "HTTP1"},
    {"connection_termination", "false"},
    {"lambda_multi_value_headers_enabled", "false"},
    {"load_balancing_algorithm_type", "round_robin"},
    {"load_balancing_anomaly_mitigation", "off"},
    {"load_balancing_cross_zone_enabled", "use_load_balancer_configuration"},
    {"stickiness[0].enabled", "false"},
};
constexpr DefaultSetting kBalancerSettings[] = {
    {"idle_timeout", "60"},
    {"ip_address_type", "ipv4"},
    {"enable_deletion_protection", "false"},
    {"enable_http2", "true"},
    {"enable_waf_fail_open", "false"},
    {"enable_xff_client_port", "false"},
    {"enable_tls_version_and_cipher_suite_headers", "false"},
    {"enable_zonal_shift", "false"},
    {"drop_invalid_header_fields", "false"},
    {"preserve_host_header", "false"},
    {"xff_header_processing_mode", "append"},
    {"desync_mitigation_mode", "defensive"},
    {"client_keep_alive", "3600"},
    {"dns_record_client_routing_policy", "any_availability_zone"},
};

/// Rules that differ in nothing but their sources are one rule with all of them.
void join_firewall_rules(std::vector<FirewallRule>& rules) {
  const auto same = [](const FirewallRule& one, const FirewallRule& other) {
    return one.group.ids == other.group.ids && one.group.text.value == other.group.text.value &&
           !one.group.ids.empty() && one.direction.value == other.direction.value &&
           one.direction.state == other.direction.state && one.protocol.value == other.protocol.value &&
           one.from_port.value == other.from_port.value && one.to_port.value == other.to_port.value &&
           one.protocol.state == other.protocol.state && one.from_port.state == other.from_port.state &&
           one.to_port.state == other.to_port.state && one.description.value == other.description.value;
  };
  const auto join = [](auto& into, const auto& from) {
    if (!from.is_absent()) {
      into.state = into.is_unknown() ? into.state : from.state;
      into.unknown = into.unknown ? into.unknown : from.unknown;
      into.items.insert(into.items.end(), from.begin(), from.end());
    }
  };
  std::vector<FirewallRule> joined;
  for (FirewallRule& rule : rules) {
    const auto found = std::ranges::find_if(joined, [&](const FirewallRule& other) { return same(other, rule); });
    if (found == joined.end()) {
      joined.push_back(std::move(rule));
      continue;
    }
    join(found->ranges, rule.ranges);
    join(found->groups, rule.groups);
    join(found->prefix_lists, rule.prefix_lists);
    if (rule.self.is(true)) {
      found->self = rule.self;
    }
  }
  rules = std::move(joined);
}

void spell_target_group_out(TargetGroup& group, const Defaults& defaults) {
  defaults.fill(group.target_type, "instance");
  defaults.fill(group.deregistration_delay, 300s);
  drop_defaults(group.further, kTargetGroupSettings);
  std::erase_if(group.further, [&](const Setting& setting) {
    // What a stickiness that is off would do says nothing.
    return setting.path.starts_with("stickiness[0].") && std::ranges::none_of(group.further, [](const Setting& other) {
             return other.path == "stickiness[0].enabled" && other.value.is("true");
           });
  });
  if (!group.health_check) {
    group.health_check = TargetHealthCheck{.where = group.where};
  }
  TargetHealthCheck& check = *group.health_check;
  const bool network =
      group.protocol.is("TCP") || group.protocol.is("UDP") || group.protocol.is("TLS") || group.protocol.is("TCP_UDP");
  defaults.fill(check.enabled, true);
  drop_empty(check.protocol);
  drop_empty(check.path);
  drop_empty(check.matcher);
  defaults.fill(check.protocol, network ? "TCP" : "HTTP");
  defaults.fill(check.port, "traffic-port");
  defaults.fill(check.interval, 30s);
  defaults.fill(check.healthy_threshold, 3);
  defaults.fill(check.unhealthy_threshold, 3);
  if (check.protocol.is("HTTP") || check.protocol.is("HTTPS")) {
    defaults.fill(check.path, "/");
    defaults.fill(check.matcher, network ? "200-399" : "200");
  }
  defaults.fill(check.timeout, !network ? 5s : check.protocol.is("HTTP") ? 6s : 10s);
}

}  // namespace

void spell_cloud_resources_out(Deployment& deployment, const Defaults& defaults) {
  join_firewall_rules(deployment.firewall_rules);
  for (FirewallRule& rule : deployment.firewall_rules) {
    defaults.fill(rule.self, false);
    drop_empty(rule.description);
  }
  for (Service& service : deployment.services) {
    defaults.fill(service.force_deployment, false);
    defaults.fill(service.public_address, false);
    if (service.capacity_providers.empty() && !service.capacity_providers.is_unknown()) {
      defaults.fill(service.launch_type, "EC2");
    }
    drop_defaults(service.further, kServiceSettings);
  }
  for (LogGroup& group : deployment.log_groups) {
    defaults.fill(group.retention_days, 0);
    drop_empty(group.name_prefix);
    drop_defaults(group.further, kGroupSettings);
  }
  for (Parameter& parameter : deployment.parameters) {
    drop_defaults(parameter.further, kParameterSettings);
  }
  for (Balancer& balancer : deployment.balancers) {
    defaults.fill(balancer.type, "application");
    defaults.fill(balancer.internal, false);
    drop_defaults(balancer.further, kBalancerSettings);
  }
  for (TargetGroup& group : deployment.target_groups) {
    spell_target_group_out(group, defaults);
  }
  for (ScalingGroup& group : deployment.scaling_groups) {
    defaults.fill(group.health_check_type, "EC2");
    defaults.fill(group.health_check_grace, 300s);
  }
  for (Subnet& subnet : deployment.subnets) {
    defaults.fill(subnet.public_addresses, false);
  }
  for (Gateway& gateway : deployment.gateways) {
    if (gateway.kind == GatewayKind::nat) {
      defaults.fill(gateway.connectivity, "public");
    }
  }
  // What a machine's script does is in its host, command by command.
  for (Machine& machine : deployment.machines) {
    if (std::ranges::find(deployment.hosts, machine.id, &Host::id) != deployment.hosts.end()) {
      machine.user_data = {.where = machine.user_data.where};
    }
    defaults.fill(machine.replaced_on_user_data, false);
  }
}

void spell_container_group_out(Pod& pod, const Defaults& defaults) {
  defaults.fill(pod.restart, "Always");
  defaults.fill(pod.address_kind, "Public");
  drop_defaults(pod.further,
                std::initializer_list<DefaultSetting>{
                    {"sku", "Standard"}, {"priority", "Regular"}, {"dns_name_label_reuse_policy", "Unsecure"}});
  const auto spell_port_out = [&](PortMapping& port) { defaults.fill(port.protocol, "tcp"); };
  const auto spell_probe_out = [&](std::optional<HealthCheck>& probe) {
    if (probe) {
      defaults.fill(probe->start_period, 0s);
      defaults.fill(probe->interval, 10s);
      defaults.fill(probe->timeout, 1s);
      defaults.fill(probe->retries, 3);
      defaults.fill(probe->success_threshold, 1);
    }
  };
  for (Container& container : pod.containers.items) {
    std::ranges::for_each(container.ports.items, spell_port_out);
    spell_probe_out(container.liveness);
    spell_probe_out(container.readiness);
    defaults.fill(container.privileged, false);
    for (Mount& mount : container.mounts.items) {
      defaults.fill(mount.read_only, false);
    }
  }
  std::ranges::for_each(pod.exposed_ports.items, spell_port_out);
  for (Volume& volume : pod.volumes.items) {
    drop_empty(volume.share);
    drop_defaults(volume.further,
                  std::initializer_list<DefaultSetting>{{"storage_account_name", ""}, {"storage_account_key", ""}});
  }
  // Without any of its own the group exposes what its containers' ports are.
  const auto is_container_port = [&](const PortMapping& exposed) {
    return std::ranges::any_of(pod.containers, [&](const Container& container) {
      return std::ranges::any_of(container.ports, [&](const PortMapping& port) {
        return exposed.container_port.is_known() && port.container_port.is(exposed.container_port.value) &&
               port.protocol.value == exposed.protocol.value;
      });
    });
  };
  std::size_t ports = 0;
  for (const Container& container : pod.containers) {
    ports += container.ports.size();
  }
  if (pod.exposed_ports.size() == ports && std::ranges::all_of(pod.exposed_ports, is_container_port)) {
    pod.exposed_ports = {.where = pod.exposed_ports.where};
  }
}

}  // namespace roadworthy
