#include <algorithm>
#include <set>

#include "comparison/meaning.h"

namespace roadworthy {
namespace {

template <typename T, typename Predicate>
void erase_if(List<T>& list, Predicate&& predicate) {
  std::erase_if(list.items, predicate);
  if (list.empty() && list.is_known()) {
    list.state = ValueState::absent;
  }
}

/// The names of a pod's containers that are to go.
std::set<std::string> sidecars_of(const Deployment& before, const Pod& pod, const ComparisonOptions& options) {
  std::set<std::string> names;
  const Pod* old = find_pod(before, pod.id);
  if (old && old->containers.is_unknown()) {
    return names;  // They may have been there.
  }
  for (const Container& container : pod.containers) {
    const bool named = std::ranges::find(options.sidecars, container.name.value) != options.sidecars.end();
    const bool was_there = old && find_container(*old, container.name.value);
    if (container.name.is_known() && !was_there && (named || (options.subtract_added && old))) {
      names.insert(container.name.value);
    }
  }
  return names;
}

std::string log_group_of(const Container& container) {
  const NamedText* group = container.log ? find_named(container.log->options, "awslogs-group") : nullptr;
  return group && group->value.is_known() ? group->value.value : "";
}

/// The names of volumes that a container mounts.
void volumes_of(const Container& container, std::set<std::string>& names) {
  for (const Mount& mount : container.mounts) {
    if (mount.kind == MountKind::volume && mount.source.is_known()) {
      names.insert(mount.source.value);
    }
  }
}

void erase_references(Container& container, const std::set<std::string>& gone) {
  erase_if(container.depends_on, [&](const auto& dependency) { return gone.contains(dependency.container.value); });
  erase_if(container.mounts, [&](const Mount& mount) {
    return mount.kind == MountKind::from_container && gone.contains(mount.source.value);
  });
  erase_if(container.links,
           [&](const Text& link) { return gone.contains(link.value.substr(0, link.value.find(':'))); });
}

/// What the size of the task grew by belongs to the sidecars.
void shrink(Pod& pod, const Pod& old) {
  if (pod.cpu.is_known() && old.cpu.is_known() && pod.cpu.value > old.cpu.value) {
    pod.cpu = old.cpu;
  }
  if (pod.memory.is_known() && old.memory.is_known() && pod.memory.value > old.memory.value) {
    pod.memory = old.memory;
  }
}

}  // namespace

std::vector<std::string> subtract_sidecars(const Deployment& before, Deployment& after,
                                           const ComparisonOptions& options) {
  std::vector<std::string> subtracted;
  std::set<std::string> groups_of_sidecars;
  std::set<std::string> groups_of_others;
  std::set<std::string> pods;  ///< That are nothing but a sidecar: Compose services, `docker run` lines.
  for (Pod& pod : after.pods) {
    const bool alone = pod.kind == PodKind::compose_service || pod.kind == PodKind::docker_run;
    const std::set<std::string> gone = sidecars_of(before, pod, options);
    const bool new_pod = options.subtract_added && alone && !find_pod(before, pod.id);
    std::set<std::string> volumes;
    std::set<std::string> others;
    for (const Container& container : pod.containers) {
      const bool goes = new_pod || gone.contains(container.name.value);
      volumes_of(container, goes ? volumes : others);
      (goes ? groups_of_sidecars : groups_of_others).insert(log_group_of(container));
      if (goes) {
        subtracted.push_back(printable(container.name.value) + " of " + printable(pod.id));
      }
    }
    if (alone && (new_pod || !gone.empty())) {
      pods.insert(pod.id);
      continue;
    }
    if (gone.empty()) {
      continue;
    }
    erase_if(pod.containers, [&](const Container& container) { return gone.contains(container.name.value); });
    erase_if(pod.volumes, [&](const Volume& volume) {
      return volumes.contains(volume.name.value) && !others.contains(volume.name.value);
    });
    for (Container& container : pod.containers.items) {
      erase_references(container, gone);
    }
    if (const Pod* old = find_pod(before, pod.id)) {
      shrink(pod, *old);
    }
  }
  std::erase_if(after.pods, [&](const Pod& pod) { return pods.contains(pod.id); });
  std::erase_if(after.services, [&](const Service& service) {
    return std::ranges::any_of(service.pod.ids, [&](const std::string& id) { return pods.contains(id); });
  });
  for (Pod& pod : after.pods) {
    for (Container& container : pod.containers.items) {
      if (pod.kind == PodKind::compose_service || pod.kind == PodKind::docker_run) {
        erase_references(container, pods);
      }
    }
  }
  std::set<std::string> gone_groups;
  std::erase_if(after.log_groups, [&](const LogGroup& group) {
    const bool goes = group.name.is_known() && groups_of_sidecars.contains(group.name.value) &&
                      !groups_of_others.contains(group.name.value) &&
                      std::ranges::find(before.log_groups, group.id, &LogGroup::id) == before.log_groups.end();
    if (goes) {
      gone_groups.insert(group.id);
    }
    return goes;
  });
  std::erase_if(after.dependencies, [&](const Dependency& dependency) { return gone_groups.contains(dependency.to); });
  return subtracted;
}

}  // namespace roadworthy
