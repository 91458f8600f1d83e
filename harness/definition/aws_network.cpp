#include "definition/resource.h"

namespace roadworthy {
namespace {

/// The one of several attributes that says where a route leads to.
Reference first_reference(const Cursor& at, std::initializer_list<std::string_view> keys) {
  Reference found;
  for (const std::string_view key : keys) {
    Reference reference = at.reference(key);
    if (found.is_absent() && !reference.is_absent() && !reference.text.is("")) {
      found = std::move(reference);
    }
  }
  return found;
}

Text first_text(const Cursor& at, std::initializer_list<std::string_view> keys) {
  Text found = absent<std::string>(at.where());
  for (const std::string_view key : keys) {
    Text text = at.text(key);
    if (found.is_absent() && !text.is_absent() && !text.is("")) {
      found = std::move(text);
    }
  }
  return found;
}

Route read_route_fields(const Cursor& at) {
  Route route{.where = at.where()};
  route.destination = first_text(at, {"cidr_block", "destination_cidr_block", "ipv6_cidr_block",
                                      "destination_ipv6_cidr_block", "destination_prefix_list_id"});
  route.gateway =
      first_reference(at, {"gateway_id", "nat_gateway_id", "egress_only_gateway_id", "transit_gateway_id",
                           "vpc_peering_connection_id", "network_interface_id", "instance_id", "vpc_endpoint_id",
                           "local_gateway_id", "carrier_gateway_id", "core_network_arn"});
  return route;
}

Text name_of(const List<NamedText>& tags, const SourceSpan& where) {
  const NamedText* name = find_named(tags, "Name");
  return name ? name->value : absent<std::string>(where);
}

}  // namespace

void read_vpc(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  Vpc vpc{.id = resource.id, .where = at.where()};
  vpc.cidr = at.text("cidr_block");
  vpc.tags = read_tags(at);
  vpc.name = name_of(vpc.tags, at.where());
  at.further({"assign_generated_ipv6_cidr_block",
              "default_network_acl_id",
              "default_route_table_id",
              "default_security_group_id",
              "dhcp_options_id",
              "enable_classiclink",
              "enable_classiclink_dns_support",
              "enable_dns_hostnames",
              "enable_dns_support",
              "enable_network_address_usage_metrics",
              "existing_default_vpc",
              "force_destroy",
              "instance_tenancy",
              "ipv4_ipam_pool_id",
              "ipv4_netmask_length",
              "ipv6_association_id",
              "ipv6_cidr_block",
              "ipv6_cidr_block_network_border_group",
              "ipv6_ipam_pool_id",
              "ipv6_netmask_length",
              "main_route_table_id"},
             vpc.further);
  read_common(at, vpc.further);
  deployment.vpcs.push_back(std::move(vpc));
}

void read_subnet(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  Subnet subnet{.id = resource.id, .where = at.where()};
  subnet.vpc = at.reference("vpc_id");
  subnet.cidr = at.text("cidr_block");
  subnet.zone = at.text("availability_zone");
  subnet.public_addresses = at.boolean("map_public_ip_on_launch");
  subnet.tags = read_tags(at);
  at.further({"assign_ipv6_address_on_creation", "availability_zone_id", "customer_owned_ipv4_pool", "enable_dns64",
              "enable_lni_at_device_index", "enable_resource_name_dns_a_record_on_launch",
              "enable_resource_name_dns_aaaa_record_on_launch", "existing_default_subnet", "force_destroy",
              "ipv6_cidr_block", "ipv6_cidr_block_association_id", "ipv6_native", "map_customer_owned_ip_on_launch",
              "outpost_arn", "private_dns_hostname_type_on_launch"},
             subnet.further);
  read_common(at, subnet.further);
  deployment.subnets.push_back(std::move(subnet));
}

void read_internet_gateway(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  Gateway gateway{.id = resource.id, .kind = GatewayKind::internet, .where = at.where()};
  gateway.vpc = at.reference("vpc_id");
  gateway.tags = read_tags(at);
  read_common(at, gateway.further);
  deployment.gateways.push_back(std::move(gateway));
}

void read_egress_gateway(const Resource& resource, Deployment& deployment) {
  read_internet_gateway(resource, deployment);
  deployment.gateways.back().kind = GatewayKind::egress_only;
}

void read_nat_gateway(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  Gateway gateway{.id = resource.id, .kind = GatewayKind::nat, .where = at.where()};
  gateway.subnet = at.reference("subnet_id");
  gateway.address = at.reference("allocation_id");
  gateway.connectivity = at.text("connectivity_type");
  gateway.tags = read_tags(at);
  at.further({"association_id", "network_interface_id", "private_ip", "public_ip", "secondary_allocation_ids",
              "secondary_private_ip_address_count", "secondary_private_ip_addresses"},
             gateway.further);
  read_common(at, gateway.further);
  deployment.gateways.push_back(std::move(gateway));
}

void read_route_table(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  RouteTable table{.id = resource.id, .where = at.where()};
  table.vpc = at.reference("vpc_id");
  table.tags = read_tags(at);
  const Cursor routes = at.at("route");
  std::size_t index = 0;
  for (const Cursor& item : routes.items()) {
    Route route = read_route_fields(item);
    route.id = resource.id + "/route/" + std::to_string(index++);
    route.table = {.text = absent<std::string>(item.where()), .ids = {resource.id}};
    deployment.routes.push_back(std::move(route));
  }
  if (routes.unknown()) {
    Route route{.id = resource.id + "/route", .where = at.where()};
    route.table = {.text = absent<std::string>(at.where()), .ids = {resource.id}};
    route.destination = routes.text();
    route.gateway = routes.reference();
    deployment.routes.push_back(std::move(route));
  }
  at.further({"propagating_vgws", "default_route_table_id"}, table.further);
  read_common(at, table.further);
  deployment.route_tables.push_back(std::move(table));
}

void read_route(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  Route route = read_route_fields(at);
  route.id = resource.id;
  route.table = at.reference("route_table_id");
  at.further({"origin", "state", "instance_owner_id"}, route.further);
  read_common(at, route.further);
  deployment.routes.push_back(std::move(route));
}

void read_route_association(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  RouteAssociation association{.id = resource.id, .where = at.where()};
  association.table = at.reference("route_table_id");
  association.subnet = at.reference("subnet_id");
  std::vector<Setting> rest;
  at.further({"gateway_id"}, rest);
  read_common(at, rest);
  deployment.route_associations.push_back(std::move(association));
}

}  // namespace roadworthy
