#pragma once

#include <string>
#include <string_view>

#include "definition/cursor.h"
#include "definition/deployment.h"

namespace roadworthy {

/// A resource of a Terraform plan or state, or of a Pulumi stack: its attributes under Terraform's names.
struct Resource {
  std::string id;    ///< Address or URN.
  std::string name;  ///< As the program calls it: the last part of the address.
  Cursor at;         ///< The attributes.
};

/// A row of the table in resource_kinds.cpp: `read` adds what the resource is to the deployment.
struct ResourceKind {
  std::string_view terraform;  ///< `aws_lb_listener`
  std::string_view pulumi;     ///< `aws:lb/listener:Listener`
  void (*read)(const Resource& resource, Deployment& deployment) = nullptr;
  bool as_data = false;  ///< Terraform's data source of that name has the same attributes.
};

/// By either name, or nullptr for a kind that is not modelled.
[[nodiscard]] const ResourceKind* find_resource_kind(std::string_view type);

/// `tags` with what `tags_all` adds to them (the provider's default tags). While those are unknown, so is the list.
[[nodiscard]] List<NamedText> read_tags(const Cursor& at);

/// Attributes that every AWS resource has and that say nothing of its meaning.
void read_common(const Cursor& at, std::vector<Setting>& further);

/// A security group's inline rules, or one rule as a resource of its own.
[[nodiscard]] FirewallRule read_firewall_rule(const Cursor& at);

void read_ecs_task_definition(const Resource& resource, Deployment& deployment);
void read_ecs_service(const Resource& resource, Deployment& deployment);
void read_log_group(const Resource& resource, Deployment& deployment);
void read_parameter(const Resource& resource, Deployment& deployment);
void read_secret(const Resource& resource, Deployment& deployment);
void read_instance(const Resource& resource, Deployment& deployment);
void read_launch_template(const Resource& resource, Deployment& deployment);
void read_launch_configuration(const Resource& resource, Deployment& deployment);
void read_scaling_group(const Resource& resource, Deployment& deployment);
void read_scaling_attachment(const Resource& resource, Deployment& deployment);
void read_vpc(const Resource& resource, Deployment& deployment);
void read_subnet(const Resource& resource, Deployment& deployment);
void read_internet_gateway(const Resource& resource, Deployment& deployment);
void read_egress_gateway(const Resource& resource, Deployment& deployment);
void read_nat_gateway(const Resource& resource, Deployment& deployment);
void read_route_table(const Resource& resource, Deployment& deployment);
void read_route(const Resource& resource, Deployment& deployment);
void read_route_association(const Resource& resource, Deployment& deployment);
void read_security_group(const Resource& resource, Deployment& deployment);
void read_security_group_rule(const Resource& resource, Deployment& deployment);
void read_ingress_rule(const Resource& resource, Deployment& deployment);
void read_egress_rule(const Resource& resource, Deployment& deployment);
void read_balancer(const Resource& resource, Deployment& deployment);
void read_classic_balancer(const Resource& resource, Deployment& deployment);
void read_listener(const Resource& resource, Deployment& deployment);
void read_listener_rule(const Resource& resource, Deployment& deployment);
void read_target_group(const Resource& resource, Deployment& deployment);
void read_target_attachment(const Resource& resource, Deployment& deployment);
void read_trigger(const Resource& resource, Deployment& deployment);
void read_azure_container_group(const Resource& resource, Deployment& deployment);

}  // namespace roadworthy
