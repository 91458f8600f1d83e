#include <algorithm>
#include <array>

#include "definition/resource.h"

namespace roadworthy {
namespace {

/// Every kind of resource that the model has a place for. A new one is a row here and a reader beside this file.
constexpr std::array kKinds{
    ResourceKind{"aws_ecs_task_definition", "aws:ecs/taskDefinition:TaskDefinition", &read_ecs_task_definition},
    ResourceKind{"aws_ecs_service", "aws:ecs/service:Service", &read_ecs_service},
    ResourceKind{"aws_cloudwatch_log_group", "aws:cloudwatch/logGroup:LogGroup", &read_log_group, true},
    ResourceKind{"aws_ssm_parameter", "aws:ssm/parameter:Parameter", &read_parameter, true},
    ResourceKind{"aws_secretsmanager_secret", "aws:secretsmanager/secret:Secret", &read_secret, true},
    ResourceKind{"aws_instance", "aws:ec2/instance:Instance", &read_instance},
    ResourceKind{"aws_launch_template", "aws:ec2/launchTemplate:LaunchTemplate", &read_launch_template},
    ResourceKind{"aws_launch_configuration", "aws:ec2/launchConfiguration:LaunchConfiguration",
                 &read_launch_configuration},
    ResourceKind{"aws_autoscaling_group", "aws:autoscaling/group:Group", &read_scaling_group},
    ResourceKind{"aws_autoscaling_attachment", "aws:autoscaling/attachment:Attachment", &read_scaling_attachment},
    ResourceKind{"aws_vpc", "aws:ec2/vpc:Vpc", &read_vpc},
    ResourceKind{"aws_default_vpc", "aws:ec2/defaultVpc:DefaultVpc", &read_vpc},
    ResourceKind{"aws_subnet", "aws:ec2/subnet:Subnet", &read_subnet},
    ResourceKind{"aws_default_subnet", "aws:ec2/defaultSubnet:DefaultSubnet", &read_subnet},
    ResourceKind{"aws_internet_gateway", "aws:ec2/internetGateway:InternetGateway", &read_internet_gateway},
    ResourceKind{"aws_egress_only_internet_gateway", "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
                 &read_egress_gateway},
    ResourceKind{"aws_nat_gateway", "aws:ec2/natGateway:NatGateway", &read_nat_gateway},
    ResourceKind{"aws_route_table", "aws:ec2/routeTable:RouteTable", &read_route_table},
    ResourceKind{"aws_default_route_table", "aws:ec2/defaultRouteTable:DefaultRouteTable", &read_route_table},
    ResourceKind{"aws_route", "aws:ec2/route:Route", &read_route},
    ResourceKind{"aws_route_table_association", "aws:ec2/routeTableAssociation:RouteTableAssociation",
                 &read_route_association},
    ResourceKind{"aws_security_group", "aws:ec2/securityGroup:SecurityGroup", &read_security_group},
    ResourceKind{"aws_default_security_group", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
                 &read_security_group},
    ResourceKind{"aws_security_group_rule", "aws:ec2/securityGroupRule:SecurityGroupRule", &read_security_group_rule},
    ResourceKind{"aws_vpc_security_group_ingress_rule", "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
                 &read_ingress_rule},
    ResourceKind{"aws_vpc_security_group_egress_rule", "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
                 &read_egress_rule},
    ResourceKind{"aws_lb", "aws:lb/loadBalancer:LoadBalancer", &read_balancer, true},
    ResourceKind{"aws_alb", "aws:alb/loadBalancer:LoadBalancer", &read_balancer, true},
    ResourceKind{"aws_elb", "aws:elb/loadBalancer:LoadBalancer", &read_classic_balancer},
    ResourceKind{"aws_lb_listener", "aws:lb/listener:Listener", &read_listener, true},
    ResourceKind{"aws_alb_listener", "aws:alb/listener:Listener", &read_listener, true},
    ResourceKind{"aws_lb_listener_rule", "aws:lb/listenerRule:ListenerRule", &read_listener_rule},
    ResourceKind{"aws_alb_listener_rule", "aws:alb/listenerRule:ListenerRule", &read_listener_rule},
    ResourceKind{"aws_lb_target_group", "aws:lb/targetGroup:TargetGroup", &read_target_group, true},
    ResourceKind{"aws_alb_target_group", "aws:alb/targetGroup:TargetGroup", &read_target_group, true},
    ResourceKind{"aws_lb_target_group_attachment", "aws:lb/targetGroupAttachment:TargetGroupAttachment",
                 &read_target_attachment},
    ResourceKind{"aws_alb_target_group_attachment", "aws:alb/targetGroupAttachment:TargetGroupAttachment",
                 &read_target_attachment},
    ResourceKind{"terraform_data", "", &read_trigger},
    ResourceKind{"null_resource", "null:index/resource:Resource", &read_trigger},
    ResourceKind{"azurerm_container_group", "azure:containerservice/group:Group", &read_azure_container_group},
};

}  // namespace

const ResourceKind* find_resource_kind(std::string_view type) {
  const auto found = std::ranges::find_if(kKinds, [&](const ResourceKind& kind) {
    return !type.empty() && (kind.terraform == type || kind.pulumi == type);
  });
  return found == kKinds.end() ? nullptr : &*found;
}

List<NamedText> read_tags(const Cursor& at) {
  List<NamedText> tags = at.named("tags");
  const Cursor all = at.at("tags_all");
  const List<NamedText> more = all.named();
  for (const NamedText& tag : more) {
    if (!find_named(tags, tag.name)) {
      tags.items.push_back(tag);
    }
  }
  if (more.is_unknown() || tags.is_unknown()) {
    tags.unknown = more.is_unknown() ? more.unknown : tags.unknown;
    tags.state = ValueState::unknown;
  } else if (!tags.empty()) {
    tags.state = ValueState::known;
  }
  return tags;
}

void read_common(const Cursor& at, std::vector<Setting>& further) {
  at.further({"id", "arn", "owner_id", "region", "timeouts"}, further);
}

void read_trigger(const Resource& resource, Deployment& deployment) {
  ReplaceTrigger trigger{.id = resource.id, .where = resource.at.where()};
  for (const std::string_view key : {"triggers_replace", "input", "triggers"}) {
    const Cursor value = resource.at.at(key);
    std::vector<Setting> settings;
    value.flatten(std::string(key), settings);
    for (Setting& setting : settings) {
      trigger.values.state = ValueState::known;
      trigger.values.items.push_back(std::move(setting.value));
    }
    for (std::string& id : value.watches()) {
      if (std::ranges::find(trigger.watches, id) == trigger.watches.end()) {
        trigger.watches.push_back(std::move(id));
      }
    }
  }
  trigger.values.where = resource.at.where();
  std::vector<Setting> computed;
  resource.at.further({"id", "output"}, computed);
  deployment.replace_triggers.push_back(std::move(trigger));
}

}  // namespace roadworthy
