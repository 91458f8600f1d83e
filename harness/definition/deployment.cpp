#include "definition/deployment.h"

#include <algorithm>
#include <set>

namespace roadworthy {
namespace {

template <typename T>
const T* by_id(const std::vector<T>& list, std::string_view id) {
  const auto found = std::ranges::find(list, id, &T::id);
  return found == list.end() ? nullptr : &*found;
}

template <typename T>
const T* by_name(const List<T>& list, std::string_view name) {
  const auto found =
      std::ranges::find_if(list, [&](const T& item) { return item.name.is_known() && item.name.value == name; });
  return found == list.end() ? nullptr : &*found;
}

bool joins(const Container& joining, const Container& joined) {
  constexpr std::string_view prefix = "container:";
  if (!joining.network_mode.is_known() || !joining.network_mode.value.starts_with(prefix)) {
    return false;
  }
  const std::string_view name = std::string_view(joining.network_mode.value).substr(prefix.size());
  return (joined.name.is_known() && joined.name.value == name) ||
         (joined.container_name.is_known() && joined.container_name.value == name);
}

/// Fargate has network mode awsvpc alone: there a task that does not say its mode is no bridge.
bool is_for_fargate(const Pod& pod) {
  return std::ranges::any_of(pod.compatibilities, [](const Text& kind) { return kind.is("FARGATE"); });
}

}  // namespace

const NamedText* find_named(const List<NamedText>& list, std::string_view name) {
  const auto found =
      std::find_if(list.items.rbegin(), list.items.rend(), [&](const NamedText& entry) { return entry.name == name; });
  return found == list.items.rend() ? nullptr : &*found;
}

bool Reference::names(std::string_view id) const {
  return std::ranges::find(ids, id) != ids.end();
}

double share_read(const Deployment& deployment) {
  std::size_t missed = 0;
  for (const Unread& unread : deployment.unread) {
    missed += unread.out_of_scope ? 0 : unread.leaves;
  }
  const std::size_t all = deployment.leaves_read + missed;
  return all == 0 ? 1.0 : static_cast<double>(deployment.leaves_read) / static_cast<double>(all);
}

const Pod* find_pod(const Deployment& deployment, std::string_view id) {
  return by_id(deployment.pods, id);
}

const Service* find_service(const Deployment& deployment, std::string_view id) {
  return by_id(deployment.services, id);
}

const Container* find_container(const Pod& pod, std::string_view name) {
  return by_name(pod.containers, name);
}

const Volume* find_volume(const Pod& pod, std::string_view name) {
  return by_name(pod.volumes, name);
}

bool share_localhost(const Deployment& /*deployment*/, const Pod& one_pod, const Container& one, const Pod& other_pod,
                     const Container& other) {
  if (one_pod.id == other_pod.id) {
    const bool apart =
        one_pod.kind == PodKind::ecs_task &&
        (one_pod.network_mode.is("bridge") || (one_pod.network_mode.is_absent() && !is_for_fargate(one_pod)));
    return !apart || one.id == other.id;
  }
  if (one_pod.host.empty() || one_pod.host != other_pod.host) {
    return false;
  }
  return (one.network_mode.is("host") && other.network_mode.is("host")) || joins(one, other) || joins(other, one);
}

bool is_existing(const Deployment& deployment, std::string_view id) {
  return std::ranges::find(deployment.existing, id) != deployment.existing.end();
}

namespace {

/// Everything that `from` depends on, directly or through others, and itself.
std::set<std::string_view> reach(const Deployment& deployment, std::string_view from) {
  std::set<std::string_view> seen{from};
  std::vector<std::string_view> open{from};
  while (!open.empty()) {
    const std::string_view id = open.back();
    open.pop_back();
    for (const Dependency& dependency : deployment.dependencies) {
      if (dependency.from == id && seen.insert(dependency.to).second) {
        open.push_back(dependency.to);
      }
    }
  }
  return seen;
}

}  // namespace

bool depends_on(const Deployment& deployment, std::string_view from, std::string_view to) {
  return from != to && reach(deployment, from).contains(to);
}

std::string why_dependencies_open(const Deployment& deployment, std::string_view from) {
  for (const std::string_view id : reach(deployment, from)) {
    if (const auto open = deployment.open_dependencies.find(std::string(id));
        open != deployment.open_dependencies.end()) {
      return open->second;
    }
  }
  return {};
}

}  // namespace roadworthy
