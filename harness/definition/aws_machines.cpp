#include <algorithm>

#include "definition/machine_user_data.h"
#include "definition/resource.h"

namespace roadworthy {
namespace {

List<Reference> joined(List<Reference> first, List<Reference> second) {
  if (first.is_absent()) {
    return second;
  }
  if (second.is_unknown()) {
    first.state = ValueState::unknown;
    first.unknown = second.unknown;
  }
  std::ranges::move(second.items, std::back_inserter(first.items));
  return first;
}

List<Reference> one_reference(Reference reference, const SourceSpan& where) {
  List<Reference> list;
  list.where = where;
  if (!reference.is_absent()) {
    list.state = ValueState::known;
    list.items.push_back(std::move(reference));
  }
  return list;
}

}  // namespace

void read_instance(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  Machine machine{.id = resource.id, .kind = MachineKind::instance, .where = at.where()};
  machine.tags = read_tags(at);
  if (const NamedText* name = find_named(machine.tags, "Name")) {
    machine.name = name->value;
  }
  machine.image = at.text("ami");
  machine.type = at.text("instance_type");
  read_machine_user_data(at.at("user_data"), machine, deployment);
  read_machine_user_data(at.at("user_data_base64"), machine, deployment);
  machine.replaced_on_user_data = at.boolean("user_data_replace_on_change");
  machine.security_groups = joined(at.references("vpc_security_group_ids"), at.references("security_groups"));
  machine.subnets = one_reference(at.reference("subnet_id"), at.where());
  at.further({"associate_public_ip_address",
              "availability_zone",
              "capacity_reservation_specification",
              "cpu_core_count",
              "cpu_options",
              "cpu_threads_per_core",
              "credit_specification",
              "disable_api_stop",
              "disable_api_termination",
              "ebs_block_device",
              "ebs_optimized",
              "enable_primary_ipv6",
              "enclave_options",
              "ephemeral_block_device",
              "force_destroy",
              "get_password_data",
              "hibernation",
              "host_id",
              "host_resource_group_arn",
              "iam_instance_profile",
              "instance_initiated_shutdown_behavior",
              "instance_lifecycle",
              "instance_market_options",
              "instance_state",
              "ipv6_address_count",
              "ipv6_addresses",
              "key_name",
              "launch_template",
              "maintenance_options",
              "metadata_options",
              "monitoring",
              "network_interface",
              "outpost_arn",
              "password_data",
              "placement_group",
              "placement_partition_number",
              "primary_network_interface_id",
              "private_dns",
              "private_dns_name_options",
              "private_ip",
              "public_dns",
              "public_ip",
              "root_block_device",
              "secondary_private_ips",
              "source_dest_check",
              "spot_instance_request_id",
              "tenancy",
              "volume_tags"},
             machine.further);
  read_common(at, machine.further);
  deployment.machines.push_back(std::move(machine));
}

void read_launch_template(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  Machine machine{.id = resource.id, .kind = MachineKind::launch_template, .where = at.where()};
  machine.name = at.text("name");
  machine.image = at.text("image_id");
  machine.type = at.text("instance_type");
  read_machine_user_data(at.at("user_data"), machine, deployment);
  machine.security_groups = joined(at.references("vpc_security_group_ids"), at.references("security_group_names"));
  for (const Cursor& interface : at.at("network_interfaces").items()) {
    machine.security_groups = joined(std::move(machine.security_groups), interface.references("security_groups"));
    machine.subnets =
        joined(std::move(machine.subnets), one_reference(interface.reference("subnet_id"), interface.where()));
    for (const Cursor::Entry& entry : interface.members()) {
      if (entry.key != "security_groups" && entry.key != "securityGroups" && entry.key != "subnet_id" &&
          entry.key != "subnetId") {
        entry.value.flatten("network_interfaces." + entry.key, machine.further);
      }
    }
  }
  machine.tags = read_tags(at);
  at.further({"block_device_mappings",
              "capacity_reservation_specification",
              "cpu_options",
              "credit_specification",
              "default_version",
              "description",
              "disable_api_stop",
              "disable_api_termination",
              "ebs_optimized",
              "elastic_gpu_specifications",
              "elastic_inference_accelerator",
              "enclave_options",
              "hibernation_options",
              "iam_instance_profile",
              "instance_initiated_shutdown_behavior",
              "instance_market_options",
              "instance_requirements",
              "kernel_id",
              "key_name",
              "latest_version",
              "license_specification",
              "maintenance_options",
              "metadata_options",
              "monitoring",
              "name_prefix",
              "placement",
              "private_dns_name_options",
              "ram_disk_id",
              "tag_specifications",
              "update_default_version"},
             machine.further);
  read_common(at, machine.further);
  deployment.machines.push_back(std::move(machine));
}

void read_launch_configuration(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  Machine machine{.id = resource.id, .kind = MachineKind::launch_configuration, .where = at.where()};
  machine.name = at.text("name");
  machine.image = at.text("image_id");
  machine.type = at.text("instance_type");
  read_machine_user_data(at.at("user_data"), machine, deployment);
  read_machine_user_data(at.at("user_data_base64"), machine, deployment);
  machine.security_groups = at.references("security_groups");
  at.further({"associate_public_ip_address", "ebs_block_device", "ebs_optimized", "enable_monitoring",
              "ephemeral_block_device", "iam_instance_profile", "key_name", "metadata_options", "name_prefix",
              "placement_tenancy", "root_block_device", "spot_price"},
             machine.further);
  read_common(at, machine.further);
  deployment.machines.push_back(std::move(machine));
}

void read_scaling_group(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  ScalingGroup group{.id = resource.id, .where = at.where()};
  group.name = at.text("name");
  Cursor launch_template = at.at("launch_template").block();
  if (!launch_template.present()) {
    launch_template = at.at("mixed_instances_policy")
                          .block()
                          .at("launch_template")
                          .block()
                          .at("launch_template_specification")
                          .block();
  }
  if (launch_template.present()) {
    group.template_ = launch_template.reference(launch_template.has("id")                   ? "id"
                                                : launch_template.has("launch_template_id") ? "launch_template_id"
                                                                                            : "name");
    group.template_version = launch_template.text("version");
    launch_template.further({"name", "launch_template_name"}, group.further);
  } else {
    group.template_ = at.reference("launch_configuration");
  }
  (void)at.text("launch_configuration");
  group.minimum = at.integer("min_size");
  group.maximum = at.integer("max_size");
  group.desired = at.integer("desired_capacity");
  group.subnets = at.references("vpc_zone_identifier");
  group.target_groups = at.references("target_group_arns");
  group.health_check_type = at.text("health_check_type");
  group.health_check_grace = at.seconds("health_check_grace_period");
  if (const Cursor refresh = at.at("instance_refresh").block(); refresh.present()) {
    group.refresh = InstanceRefresh{
        .strategy = refresh.text("strategy"), .triggers = refresh.texts("triggers"), .where = refresh.where()};
    refresh.further("preferences", group.refresh->further);
  }
  for (const std::string_view key :
       {"tag", "tags"}) {  // `tags` is a list of its own in old providers; Pulumi's plural is the same list.
    const Cursor tags = at.at(key);
    for (const Cursor& tag : tags.items()) {
      const Text name = tag.text("key");
      tag.further("propagate_at_launch", group.further);
      if (!find_named(group.tags, name.value)) {
        group.tags.state = ValueState::known;
        group.tags.where = tags.where();
        group.tags.items.push_back({name.value, name.where, tag.text("value")});
      }
    }
  }
  at.further({"availability_zone_distribution",
              "availability_zones",
              "capacity_rebalance",
              "capacity_reservation_specification",
              "context",
              "default_cooldown",
              "default_instance_warmup",
              "desired_capacity_type",
              "enabled_metrics",
              "force_delete",
              "force_delete_warm_pool",
              "ignore_failed_scaling_activities",
              "initial_lifecycle_hook",
              "instance_maintenance_policy",
              "load_balancers",
              "max_instance_lifetime",
              "metrics_granularity",
              "min_elb_capacity",
              "mixed_instances_policy",
              "name_prefix",
              "placement_group",
              "predicted_capacity",
              "protect_from_scale_in",
              "service_linked_role_arn",
              "suspended_processes",
              "termination_policies",
              "traffic_source",
              "wait_for_capacity_timeout",
              "wait_for_elb_capacity",
              "warm_pool",
              "warm_pool_size"},
             group.further);
  read_common(at, group.further);
  deployment.scaling_groups.push_back(std::move(group));
}

void read_scaling_attachment(const Resource& resource, Deployment& deployment) {
  const Cursor& at = resource.at;
  TargetAttachment attachment{.id = resource.id, .where = at.where()};
  attachment.target = at.reference("autoscaling_group_name");
  attachment.target_group =
      at.reference(at.has("lb_target_group_arn") ? "lb_target_group_arn" : "alb_target_group_arn");
  std::vector<Setting> rest;
  at.further({"id", "elb", "alb_target_group_arn", "lb_target_group_arn", "region"}, rest);
  deployment.target_attachments.push_back(std::move(attachment));
}

}  // namespace roadworthy
