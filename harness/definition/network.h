#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/duration.h"
#include "definition/value.h"

namespace roadworthy {

/// A network of containers: Compose `networks`, `docker network create`.
struct ContainerNetwork {
  std::string id;
  Text name;
  Text external_name;
  Text driver;
  Value<bool> external;
  Value<bool> internal;
  std::vector<Setting> further;
  SourceSpan where;
};

struct Vpc {
  std::string id;
  Text name;  ///< Of its `Name` tag.
  Text cidr;
  List<NamedText> tags;
  std::vector<Setting> further;
  SourceSpan where;
};

struct Subnet {
  std::string id;
  Reference vpc;
  Text cidr;
  Text zone;
  Value<bool> public_addresses;  ///< map_public_ip_on_launch.
  List<NamedText> tags;
  std::vector<Setting> further;
  SourceSpan where;
};

enum class GatewayKind { internet, nat, egress_only };

struct Gateway {
  std::string id;
  GatewayKind kind = GatewayKind::internet;
  Reference vpc;      ///< Of internet and egress_only.
  Reference subnet;   ///< Of nat: the subnet that it stands in.
  Reference address;  ///< Of nat: its elastic address.
  Text connectivity;  ///< Of nat: public (the default) or private.
  List<NamedText> tags;
  std::vector<Setting> further;
  SourceSpan where;
};

struct RouteTable {
  std::string id;
  Reference vpc;
  List<NamedText> tags;
  std::vector<Setting> further;
  SourceSpan where;
};

/// A route of a table, whether it stands inside the table or beside it.
struct Route {
  std::string id;
  Reference table;
  Text destination;   ///< CIDR, of either family, or a prefix list.
  Reference gateway;  ///< Gateway, instance, interface or peering that it goes through.
  std::vector<Setting> further;
  SourceSpan where;
};

struct RouteAssociation {
  std::string id;
  Reference table;
  Reference subnet;
  SourceSpan where;
};

struct SecurityGroup {
  std::string id;
  Text name;
  Text description;
  Reference vpc;
  List<NamedText> tags;
  std::vector<Setting> further;
  SourceSpan where;
};

enum class Direction { ingress, egress };

/// One rule of a security group, whether it stands inside the group or is a resource of its own.
struct FirewallRule {
  std::string id;
  Reference group;  ///< The group that it belongs to.
  Value<Direction> direction;
  Text protocol;  ///< Lower case: tcp, udp, icmp, `-1` for all.
  Value<std::int64_t> from_port;
  Value<std::int64_t> to_port;
  List<Text> ranges;       ///< CIDR, IPv4 and IPv6.
  List<Reference> groups;  ///< The security groups that are let in (or out to).
  List<Text> prefix_lists;
  Value<bool> self;
  Text description;
  std::vector<Setting> further;
  SourceSpan where;
};

struct Balancer {
  std::string id;
  Text name;
  Text type;  ///< application, network, gateway; classic for aws_elb.
  Value<bool> internal;
  List<Reference> security_groups;
  List<Reference> subnets;
  List<NamedText> tags;
  std::vector<Setting> further;
  SourceSpan where;
};

/// What a listener, or a rule of one, does with a request.
struct ListenerAction {
  Text type;  ///< forward, redirect, fixed-response, authenticate-oidc, authenticate-cognito.
  List<Reference> target_groups;
  std::vector<Setting> further;  ///< Of redirects and fixed responses.
  SourceSpan where;
};

struct Listener {
  std::string id;
  Reference balancer;
  Value<std::int64_t> port;
  Text protocol;
  Reference certificate;
  List<ListenerAction> actions;
  List<NamedText> tags;
  std::vector<Setting> further;
  SourceSpan where;
};

struct ListenerRule {
  std::string id;
  Reference listener;
  Value<std::int64_t> priority;
  List<ListenerAction> actions;
  List<NamedText> conditions;  ///< `path_pattern` to `/api/*`; one entry for each value.
  List<NamedText> tags;
  std::vector<Setting> further;
  SourceSpan where;
};

struct TargetHealthCheck {
  Value<bool> enabled;
  Text protocol;  ///< Upper case as the API has it: HTTP, HTTPS, TCP.
  Text path;
  Text port;  ///< A number or `traffic-port`.
  Text matcher;
  Value<Duration> interval;
  Value<Duration> timeout;
  Value<std::int64_t> healthy_threshold;
  Value<std::int64_t> unhealthy_threshold;
  std::vector<Setting> further;
  SourceSpan where;
};

struct TargetGroup {
  std::string id;
  Text name;
  Value<std::int64_t> port;
  Text protocol;
  Text target_type;
  Reference vpc;
  std::optional<TargetHealthCheck> health_check;
  Value<Duration> deregistration_delay;
  List<NamedText> tags;
  std::vector<Setting> further;
  SourceSpan where;
};

/// A target that is registered by the deployment itself: an instance, or a whole scaling group.
struct TargetAttachment {
  std::string id;
  Reference target_group;
  Reference target;
  Value<std::int64_t> port;
  SourceSpan where;
};

}  // namespace roadworthy
