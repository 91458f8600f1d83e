#include "core/topology.h"

#include <algorithm>

namespace roadworthy {
namespace {

std::size_t count_of_name(const Topology& topology, std::string_view name) {
  std::size_t count = 0;
  for (const PodSpec& pod : topology.pods) {
    count += static_cast<std::size_t>(std::ranges::count(pod.containers, name, &ContainerSpec::name));
  }
  return count;
}

}  // namespace

bool may_end(const ContainerSpec& container) {
  const std::string& restart = container.engine.restart;
  return container.completes || (!restart.empty() && restart != "no");
}

std::string stand_name(const Topology& topology, const ContainerSpec& container) {
  return count_of_name(topology, container.name) > 1 ? container.name + "." + container.pod : container.name;
}

const ContainerSpec* find_container(const Topology& topology, std::string_view name) {
  const bool unique = count_of_name(topology, name) == 1;
  for (const PodSpec& pod : topology.pods) {
    for (const ContainerSpec& container : pod.containers) {
      if ((unique && container.name == name) || container.name + "." + pod.name == name) {
        return &container;
      }
    }
  }
  return nullptr;
}

const PodSpec* find_pod(const Topology& topology, std::string_view name) {
  const auto pod = std::ranges::find(topology.pods, name, &PodSpec::name);
  return pod == topology.pods.end() ? nullptr : &*pod;
}

}  // namespace roadworthy
