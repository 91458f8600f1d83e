#include "comparison/defaults.h"

namespace roadworthy {
namespace {

constexpr std::uint32_t kWidestRange = 256;

PortRange single(std::uint32_t port) {
  return {.first = port, .last = port};
}

}  // namespace

void expand_port_ranges(List<PortMapping>& ports) {
  std::vector<PortMapping> all;
  for (PortMapping& port : ports.items) {
    const PortRange* inside = port.container_port.get();
    const PortRange* outside = port.host_port.get();
    const std::uint32_t width = inside ? inside->last - inside->first : 0;
    if (width == 0 || width >= kWidestRange || (outside && outside->last - outside->first != width) ||
        port.host_port.is_unknown()) {
      all.push_back(std::move(port));
      continue;
    }
    for (std::uint32_t at = 0; at <= width; ++at) {
      PortMapping one = port;
      one.container_port.value = single(inside->first + at);
      if (outside) {
        one.host_port.value = single(outside->first + at);
      }
      all.push_back(std::move(one));
    }
  }
  ports.items = std::move(all);
}

void spell_defaults_out(Deployment& deployment, FilledIn& filled) {
  const Defaults defaults(filled);
  if (deployment.format == "terraform") {
    drop_zeros(deployment);
  }
  for (Pod& pod : deployment.pods) {
    switch (pod.kind) {
      case PodKind::ecs_task:
        spell_task_out(pod, defaults);
        break;
      case PodKind::container_group:
        spell_container_group_out(pod, defaults);
        break;
      case PodKind::compose_service:
      case PodKind::docker_run:
        spell_docker_container_out(pod, defaults);
        break;
    }
  }
  if (deployment.format == "compose") {
    spell_compose_project_out(deployment, defaults);
  }
  spell_cloud_resources_out(deployment, defaults);
}

}  // namespace roadworthy
