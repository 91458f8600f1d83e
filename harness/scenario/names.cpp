#include "scenario/names.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "document/decoder.h"
#include "scenario/figures.h"

namespace roadworthy {
namespace {

void require_known(const Topology& topology, const NamedPlace& place, Errors& errors) {
  const bool not_read = place.name.empty() && !errors.empty();  // Its own mistake says enough.
  if (not_read || find_container(topology, place.name) != nullptr || find_pod(topology, place.name) != nullptr) {
    return;
  }
  std::vector<std::string> names;
  for (const PodSpec& pod : topology.pods) {
    names.push_back(pod.name);
    for (const ContainerSpec& container : pod.containers) {
      names.push_back(stand_name(topology, container));
    }
  }
  errors.push_back({.kind = ErrorKind::invalid_file,
                    .message = fmt::format("the topology has no `{}`{}", place.name, did_you_mean(place.name, names)),
                    .remedy = fmt::format("it has {}", fmt::join(names, ", ")),
                    .where = place.where});
}

/// Named volumes only: what is bound from the machine is not the stand's to touch.
void require_volume(const Topology& topology, const NamedPlace& place, Errors& errors) {
  std::vector<std::string> names;
  for (const PodSpec& pod : topology.pods) {
    for (const ContainerSpec& container : pod.containers) {
      for (const VolumeMount& mount : container.volumes) {
        if (!mount.is_bind() && std::ranges::find(names, mount.source) == names.end()) {
          names.push_back(mount.source);
        }
      }
    }
  }
  if (place.name.empty() || std::ranges::find(names, place.name) != names.end()) {
    return;
  }
  errors.push_back(
      {.kind = ErrorKind::invalid_file,
       .message = fmt::format("no container mounts a volume `{}`{}", place.name, did_you_mean(place.name, names)),
       .remedy = names.empty() ? "name it under `volumes` of a container"
                               : fmt::format("there are {}", fmt::join(names, ", ")),
       .where = place.where});
}

/// Containers only: an action cannot be done to a pod.
void require_container(const Topology& topology, const NamedPlace& place, Errors& errors) {
  require_known(topology, place, errors);
  if (find_container(topology, place.name) == nullptr && find_pod(topology, place.name) != nullptr) {
    errors.push_back({.kind = ErrorKind::invalid_file,
                      .message = fmt::format("`{}` is a pod, and a container is meant", place.name),
                      .remedy = "name one of its containers",
                      .where = place.where});
  }
}

}  // namespace

void check_names(const Scenario& scenario, const LoadOptions& options, Errors& errors) {
  for (const Watch& watch : scenario.watches) {
    for (const NamedPlace& place : watch.check.addresses) {
      require_known(scenario.topology, place, errors);
    }
    for (const NamedPlace& place : watch.check.volumes) {
      require_volume(scenario.topology, place, errors);
    }
  }
  for (const Step& step : scenario.steps) {
    if (const auto* action = std::get_if<Action>(&step.what)) {
      for (const NamedPlace& place : action->addresses) {
        const auto require = action->names_pods ? &require_known : &require_container;
        require(scenario.topology, place, errors);
      }
      if (!step.resolve) {  // What is captured cannot be judged yet.
        check_figures(*action, scenario.topology, options, errors);
      }
      for (const NamedPlace& place : action->volumes) {
        require_volume(scenario.topology, place, errors);
      }
    } else if (const auto* shaped = std::get_if<ShapedCheck>(&step.what)) {
      for (const NamedPlace& place : shaped->check.addresses) {
        require_known(scenario.topology, place, errors);
      }
      for (const NamedPlace& place : shaped->check.volumes) {
        require_volume(scenario.topology, place, errors);
      }
      for (const NamedPlace& place : shaped->on) {
        require_container(scenario.topology, place, errors);
      }
    }
  }
}

}  // namespace roadworthy
