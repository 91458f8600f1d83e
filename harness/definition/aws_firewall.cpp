#include <algorithm>

#include "definition/ecs.h"
#include "definition/resource.h"

namespace roadworthy {
namespace {

/// Several attributes that hold one kind of thing, as one list.
template <typename T, typename Read>
List<T> gathered(const Cursor& at, std::initializer_list<std::string_view> keys, Read&& read) {
  List<T> all;
  all.where = at.where();
  for (const std::string_view key : keys) {
    List<T> list = read(at.at(key));
    if (list.is_unknown()) {
      all.state = ValueState::unknown;
      all.unknown = list.unknown;
    } else if (list.is_known() && all.is_absent()) {
      all.state = ValueState::known;
    }
    std::ranges::move(list.items, std::back_inserter(all.items));
  }
  return all;
}

List<Text> texts_of(const Cursor& at) {
  return at.texts();
}
List<Reference> references_of(const Cursor& at) {
  return at.references();
}

void add_inline_rules(const Cursor& at, Direction direction, const std::string& group_id, Deployment& deployment) {
  const Reference group{.text = absent<std::string>(at.where()), .ids = {group_id}};
  const std::string prefix = group_id + (direction == Direction::ingress ? "/ingress" : "/egress");
  std::size_t index = 0;
  for (const Cursor& item : at.items()) {
    FirewallRule rule = read_firewall_rule(item);
    rule.id = prefix + "/" + std::to_string(index++);
    rule.group = group;
    rule.direction = known(direction, item.where());
    deployment.firewall_rules.push_back(std::move(rule));
  }
  if (at.unknown()) {
    FirewallRule rule{.id = prefix, .group = group, .direction = known(direction, at.where()), .where = at.where()};
    rule.protocol = at.text();
    rule.from_port = at.integer();
    rule.to_port = at.integer();
    rule.ranges = at.texts();
    rule.groups = at.references();
    deployment.firewall_rules.push_back(std::move(rule));
  }
}

/// aws_vpc_security_group_ingress_rule and its twin, which have one source each.
void read_single_rule(const Resource& resource, Direction direction, Deployment& deployment) {
  const Cursor& at = resource.at;
  FirewallRule rule{.id = resource.id, .where = at.where()};
  rule.group = at.reference("security_group_id");
  rule.direction = known(direction, at.where());
  rule.protocol = lower_case(at.text("ip_protocol"));
  rule.from_port = at.integer("from_port");
  rule.to_port = at.integer("to_port");
  rule.ranges = gathered<Text>(at, {"cidr_ipv4", "cidr_ipv6"}, texts_of);
  rule.groups = gathered<Reference>(at, {"referenced_security_group_id"}, references_of);
  rule.prefix_lists = gathered<Text>(at, {"prefix_list_id"}, texts_of);
  rule.description = at.text("description");
  at.further({"security_group_rule_id", "tags", "tags_all"}, rule.further);
  read_common(at, rule.further);
  deployment.firewall_rules.push_back(std::move(rule));
}

}  // namespace

FirewallRule read_firewall_rule(const Cursor& at) {
  FirewallRule rule{.where = at.where()};
  rule.protocol = lower_case(at.text("protocol"));
  rule.from_port = at.integer("from_port");
  rule.to_port = at.integer("to_port");
  rule.ranges = gathered<Text>(at, {"cidr_blocks", "ipv6_cidr_blocks"}, texts_of);
  rule.groups = gathered<Reference>(at, {"security_groups", "source_security_group_id"}, references_of);
  rule.prefix_lists = at.texts("prefix_list_ids");
  rule.self = at.boolean("self");
  rule.description = at.text("description");
  return rule;
}

void read_security_group(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  SecurityGroup group{.id = resource.id, .where = at.where()};
  group.name = at.text("name");
  group.description = at.text("description");
  group.vpc = at.reference("vpc_id");
  group.tags = read_tags(at);
  add_inline_rules(at.at("ingress"), Direction::ingress, resource.id, deployment);
  add_inline_rules(at.at("egress"), Direction::egress, resource.id, deployment);
  at.further({"name_prefix", "revoke_rules_on_delete"}, group.further);
  read_common(at, group.further);
  deployment.security_groups.push_back(std::move(group));
}

void read_security_group_rule(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  FirewallRule rule = read_firewall_rule(at);
  rule.id = resource.id;
  rule.group = at.reference("security_group_id");
  rule.direction = convert<Direction>(at.text("type"), [](const std::string& type) {
    return type == "egress" ? Direction::egress : Direction::ingress;
  });
  at.further({"security_group_rule_id"}, rule.further);
  read_common(at, rule.further);
  deployment.firewall_rules.push_back(std::move(rule));
}

void read_ingress_rule(const Resource& resource, Deployment& deployment) {
  read_single_rule(resource, Direction::ingress, deployment);
}

void read_egress_rule(const Resource& resource, Deployment& deployment) {
  read_single_rule(resource, Direction::egress, deployment);
}

}  // namespace roadworthy
