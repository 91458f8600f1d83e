#include "definition/merge.h"

#include <algorithm>
#include <iterator>

namespace roadworthy {
namespace {

template <typename T>
void append(std::vector<T>& into, std::vector<T>& from) {
  std::ranges::move(from, std::back_inserter(into));
}

/// Family of `arn:aws:ecs:eu-west-1:123456789012:task-definition/web:7`, `web:7` or `web`.
std::string family_of(std::string_view task) {
  task.remove_prefix(task.rfind('/') == std::string_view::npos ? 0 : task.rfind('/') + 1);
  return std::string(task.substr(0, task.find(':')));
}

void connect_services(Deployment& deployment) {
  for (Service& service : deployment.services) {
    if (!service.pod.ids.empty() || !service.pod.text.is_known()) {
      continue;
    }
    for (const Pod& pod : deployment.pods) {
      if (pod.kind == PodKind::ecs_task && pod.name.is(family_of(service.pod.text.value))) {
        service.pod.ids.push_back(pod.id);
      }
    }
  }
}

void add(Deployment& into, Deployment part) {
  append(into.files, part.files);
  if (!part.variant.empty()) {
    into.variant += (into.variant.empty() ? "" : ", ") + part.variant;
  }
  append(into.services, part.services);
  append(into.pods, part.pods);
  append(into.hosts, part.hosts);
  append(into.log_groups, part.log_groups);
  append(into.parameters, part.parameters);
  append(into.secrets, part.secrets);
  append(into.volumes, part.volumes);
  append(into.container_networks, part.container_networks);
  append(into.vpcs, part.vpcs);
  append(into.subnets, part.subnets);
  append(into.gateways, part.gateways);
  append(into.route_tables, part.route_tables);
  append(into.routes, part.routes);
  append(into.route_associations, part.route_associations);
  append(into.security_groups, part.security_groups);
  append(into.firewall_rules, part.firewall_rules);
  append(into.balancers, part.balancers);
  append(into.listeners, part.listeners);
  append(into.listener_rules, part.listener_rules);
  append(into.target_groups, part.target_groups);
  append(into.target_attachments, part.target_attachments);
  append(into.machines, part.machines);
  append(into.scaling_groups, part.scaling_groups);
  append(into.replace_triggers, part.replace_triggers);
  append(into.dependencies, part.dependencies);
  append(into.further, part.further);
  append(into.mistakes, part.mistakes);
  append(into.tolerated, part.tolerated);
  append(into.unread, part.unread);
  into.leaves_read += part.leaves_read;
}

}  // namespace

Deployment merge_deployments(std::vector<Deployment> parts) {
  const auto plan = std::ranges::find_if(
      parts, [](const Deployment& each) { return each.format == "terraform" || each.format == "pulumi"; });
  if (plan != parts.end()) {
    std::rotate(parts.begin(), plan, std::next(plan));
  }
  Deployment merged = parts.empty() ? Deployment{} : std::move(parts.front());
  for (std::size_t at = 1; at < parts.size(); ++at) {
    add(merged, std::move(parts[at]));
  }
  connect_services(merged);
  return merged;
}

}  // namespace roadworthy
