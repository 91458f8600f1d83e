#include <algorithm>

#include <fmt/format.h>

#include "rules/families.h"

namespace roadworthy {
namespace {

void judge_balancer(const Task& task, const ServiceBalancer& balancer, Judgement& judgement) {
  if (!balancer.container.is_known()) {
    return;
  }
  judgement.look();
  const Container* container = find_container(*task.pod, balancer.container.value);
  if (!container && may_have_another(task.pod->containers)) {
    judgement.doubt(balancer.container.where, task.label,
                    fmt::format("the balancer sends requests to container `{}`, and the containers of {} are not all "
                                "known",
                                balancer.container.value, task.label));
    return;
  }
  if (!container) {
    judgement.fail(balancer.container.where, task.label,
                   fmt::format("the balancer sends requests to container `{}`, which {} does not have",
                               balancer.container.value, task.label),
                   "name a container of the task definition");
    return;
  }
  const bool open =
      container->ports.is_unknown() || balancer.port.is_unknown() ||
      std::ranges::any_of(container->ports, [](const PortMapping& port) { return port.container_port.is_unknown(); });
  const bool mapped = std::ranges::any_of(container->ports, [&](const PortMapping& port) {
    return port.container_port.is_known() && balancer.port.is_known() &&
           port.container_port.value.first <= balancer.port.value &&
           balancer.port.value <= port.container_port.value.last;
  });
  if (!mapped && !open && balancer.port.is_known()) {
    judgement.fail(balancer.port.where, task.label,
                   fmt::format("the balancer sends requests to port {} of {}/{}, which it does not map",
                               balancer.port.value, task.label, balancer.container.value),
                   "add it to the container's port mappings");
  }
}

}  // namespace

void judge_service_wiring(const Facts& facts, Judgement& judgement) {
  for (const Task& task : facts.tasks) {
    for (const Service* service : task.services) {
      judgement.look();
      for (const ServiceBalancer& balancer : service->balancers) {
        judge_balancer(task, balancer, judgement);
      }
      const bool component = service->id.find("awsx:ecs:") != std::string::npos;
      if (network_mode(task) == "awsvpc" && service->subnets.is_absent() && !component) {
        judgement.fail(service->where, service->name.value_or(service->id),
                       fmt::format("service {} has no subnets, which network mode awsvpc needs",
                                   service->name.value_or(service->id)),
                       "give it a network configuration");
      }
      const List<Text>& kinds = task.pod->compatibilities;
      const bool fargate = std::ranges::any_of(kinds, [](const Text& kind) { return kind.is("FARGATE"); });
      if (service->launch_type.is("FARGATE") && !fargate && !kinds.is_unknown() && !kinds.empty()) {
        judgement.fail(service->launch_type.where, service->name.value_or(service->id),
                       fmt::format("service {} asks for Fargate, and {} is not made for it",
                                   service->name.value_or(service->id), task.label),
                       "add FARGATE to the task definition's compatibilities");
      }
    }
  }
}

}  // namespace roadworthy
