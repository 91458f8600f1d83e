#include "rules/roles.h"

#include <algorithm>
#include <array>
#include <set>

#include "policy/pattern.h"
#include "rules/image.h"
#include "rules/text.h"

namespace roadworthy {
namespace {

/// How sure it is that a container is a sidecar.
enum class Hint { none, name, image, policy };

constexpr std::array<std::string_view, 21> kNames{
    "sidecar", "agent",    "collector", "router",    "exporter", "shipper",  "forwarder",
    "envoy",   "datadog",  "fluentd",   "fluentbit", "fluent",   "otel",     "adot",
    "xray",    "promtail", "alloy",     "statsd",    "newrelic", "telegraf", "filebeat"};

/// Of the words above, those that are also what applications are called: alone they tell nothing beside an image that
/// does not tell either.
constexpr std::array<std::string_view, 6> kAlsoApplications{"agent",    "collector", "router",
                                                            "exporter", "shipper",   "forwarder"};

bool tells_sidecar(const Container& container) {
  const std::vector<std::string> words = split(lower(container.name.value), "-_.");
  if (words.size() == 1 && container.image.is_known() &&
      std::ranges::find(kAlsoApplications, words.front()) != kAlsoApplications.end()) {
    return false;
  }
  return std::ranges::any_of(words,
                             [](const std::string& word) { return std::ranges::find(kNames, word) != kNames.end(); });
}

Hint hint_of(const Container& container, const Policy& policy) {
  const std::vector<std::string>& collectors = policy.alloy.collector;
  if (matches_any(policy.sidecars, container.name.value) || matches_any(collectors, container.name.value) ||
      (container.image.is_known() && matches_any(collectors, container.image.value))) {
    return Hint::policy;
  }
  if (container.firelens || (container.image.is_known() && is_sidecar_image(container.image.value))) {
    return Hint::image;
  }
  return tells_sidecar(container) ? Hint::name : Hint::none;
}

/// Whether another container waits until this one has ended.
bool is_awaited(const Pod& pod, const Container& container) {
  for (const Container& other : pod.containers) {
    for (const ContainerDependency& dependency : other.depends_on) {
      if (dependency.container.is(container.name.value) &&
          (dependency.condition.is("SUCCESS") || dependency.condition.is("COMPLETE"))) {
        return true;
      }
    }
  }
  return false;
}

bool is_balanced(const Task& task, const Container& container) {
  return std::ranges::any_of(task.services, [&](const Service* service) {
    return std::ranges::any_of(service->balancers, [&](const ServiceBalancer& balancer) {
      return container.name.is_known() && balancer.container.is(container.name.value);
    });
  });
}

/// Without a main container the weaker evidence is none: names first, then images, so that an agent that stands alone
/// is its task's application.
void leave_a_main(std::vector<TaskContainer>& containers, const std::vector<Hint>& evidence) {
  for (const Hint weakest : {Hint::name, Hint::image}) {
    if (std::ranges::find(containers, Role::main, &TaskContainer::role) != containers.end()) {
      return;
    }
    for (std::size_t at = 0; at < containers.size(); ++at) {
      if (containers[at].role == Role::sidecar && evidence[at] == weakest && !containers[at].container->firelens) {
        containers[at].role = Role::main;
        if (weakest == Hint::image) {
          return;  // The first one; the others help it.
        }
      }
    }
  }
}

/// Beside an essential application a container that may die is a helper.
void find_helpers(std::vector<TaskContainer>& containers, const Task& task, const Policy& policy) {
  const bool essential_main = std::ranges::any_of(containers, [](const TaskContainer& each) {
    return each.role == Role::main && !each.container->essential.is(false) && !each.container->essential.is_unknown();
  });
  for (TaskContainer& each : containers) {
    if (essential_main && each.role == Role::main && each.container->essential.is(false) &&
        !is_balanced(task, *each.container) && !matches_any(policy.main, each.container->name.value)) {
      each.role = Role::sidecar;
    }
  }
}

void assign(Task& task, const Policy& policy) {
  std::vector<Hint> evidence;
  for (const Container& container : task.pod->containers) {
    const std::string& name = container.name.is_unknown() ? container.name.unknown->written : container.name.value;
    TaskContainer each{.container = &container, .label = task.label + "/" + name};
    Hint found = hint_of(container, policy);
    const bool said_main = matches_any(policy.main, container.name.value);
    const bool open = !said_main && found != Hint::policy;
    if (open && is_awaited(*task.pod, container)) {
      each.role = Role::init;
    } else if (said_main || (open && is_balanced(task, container))) {
      found = Hint::none;
    }
    if (found != Hint::none && each.role != Role::init) {
      each.role = Role::sidecar;
    }
    evidence.push_back(found);
    task.containers.push_back(std::move(each));
  }
  leave_a_main(task.containers, evidence);
  find_helpers(task.containers, task, policy);
}

}  // namespace

void assign_roles(std::vector<Task>& tasks, const Policy& policy) {
  for (Task& task : tasks) {
    assign(task, policy);
  }
  // A task all of whose containers are sidecars elsewhere has lost its application.
  std::set<std::string> sidecars;
  for (const Task& task : tasks) {
    if (task.has(Role::main) && task.containers.size() > 1) {
      for (const TaskContainer& each : task.containers) {
        if (each.role == Role::sidecar) {
          sidecars.insert(each.container->name.value);
        }
      }
    }
  }
  for (Task& task : tasks) {
    const bool lost = !task.containers.empty() && std::ranges::all_of(task.containers, [&](const TaskContainer& each) {
      return each.role != Role::init && sidecars.contains(each.container->name.value);
    });
    for (TaskContainer& each : task.containers) {
      each.role = lost ? Role::sidecar : each.role;
    }
  }
}

}  // namespace roadworthy
