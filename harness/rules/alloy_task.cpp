#include "rules/alloy_task.h"

#include <algorithm>

#include "policy/pattern.h"
#include "rules/image.h"
#include "rules/text.h"

namespace roadworthy {
namespace {

bool has_word(std::string_view name, std::string_view word) {
  const std::vector<std::string> words = split(lower(name), "-_.");
  return std::ranges::find(words, word) != words.end();
}

bool fetches(const Container& container) {
  const std::string text = command_text(container);
  return text.find("get-parameter") != std::string::npos;
}

bool is_collector(const Container& container, const Policy& policy) {
  const std::string image = container.image.value_or("");
  if (matches_any(policy.alloy.collector, container.name.value) ||
      (!image.empty() && matches_any(policy.alloy.collector, image))) {
    return true;
  }
  const std::string repository = parse_image(image).repository;
  const bool same_as_policy = !image.empty() && repository == parse_image(policy.alloy.image).repository;
  if (same_as_policy || base_name(parse_image(image)) == "alloy") {
    return true;
  }
  return has_word(container.name.value, "alloy") && !has_word(container.name.value, "init") && !fetches(container);
}

/// Whether the collector has, or may have, the Docker socket from which it reads what containers print. One that has
/// neither that nor an init that fetches its configuration is set up in a way of its own.
bool reads_containers(const Task& task, const Container& container) {
  return docker_socket_mount(*task.pod, container) || container.mounts.is_unknown() || task.pod->volumes.is_unknown() ||
         std::ranges::any_of(task.pod->volumes, [](const Volume& volume) {
           return volume.host_path.is_unknown() ||
                  (volume.host_path.is_known() && volume.host_path.value.ends_with("/docker.sock"));
         });
}

const TaskContainer* find_init(const Task& task, const TaskContainer& collector) {
  const auto named = [&](const ContainerDependency& dependency) {
    return std::ranges::find_if(task.containers, [&](const TaskContainer& each) {
      return each.container->name.is_known() && dependency.container.is(each.container->name.value);
    });
  };
  const TaskContainer* found = nullptr;
  const auto consider = [&](const TaskContainer& each, bool good) {
    found = good && !found && &each != &collector ? &each : found;
  };
  for (const TaskContainer& each : task.containers) {
    consider(each, fetches(*each.container));
  }
  for (const TaskContainer& each : task.containers) {
    consider(each, has_word(each.container->name.value, "init"));
  }
  for (const ContainerDependency& dependency : collector.container->depends_on) {
    if (const auto on = named(dependency); on != task.containers.end()) {
      consider(*on, on->role == Role::init);
    }
  }
  return found;
}

}  // namespace

std::string command_text(const Container& container) {
  std::string text;
  for (const List<Text>* words : {&container.entry_point, &container.command}) {
    for (const Text& word : *words) {
      text += word.is_known() ? word.value : word.unknown ? word.unknown->written : "";
      text += ' ';
    }
  }
  return text;
}

std::vector<AlloyTask> alloy_tasks(const Facts& facts) {
  std::vector<AlloyTask> found;
  for (const Task& task : facts.tasks) {
    for (const TaskContainer& each : task.containers) {
      const bool beside = std::ranges::any_of(
          task.containers, [&](const TaskContainer& other) { return &other != &each && other.role == Role::main; });
      if (!beside || !is_collector(*each.container, facts.policy)) {
        continue;
      }
      const TaskContainer* init = find_init(task, each);
      if (init || reads_containers(task, *each.container) || !facts.policy.file.empty()) {
        found.push_back({.task = &task, .collector = &each, .init = init});
        break;
      }
    }
  }
  return found;
}

const Mount* docker_socket_mount(const Pod& pod, const Container& container) {
  for (const Mount& mount : container.mounts) {
    const Volume* volume =
        mount.kind == MountKind::volume && mount.source.is_known() ? find_volume(pod, mount.source.value) : nullptr;
    const Text* path = volume ? &volume->host_path : mount.kind == MountKind::host_path ? &mount.source : nullptr;
    if (path && path->is_known() && path->value.ends_with("/docker.sock")) {
      return &mount;
    }
  }
  return nullptr;
}

}  // namespace roadworthy
