#include "rules/facts.h"

#include <algorithm>

#include <fmt/format.h>

#include "rules/roles.h"

namespace roadworthy {
namespace {

/// `awsx:ecs:FargateService` of a URN such as `urn:pulumi:prod::shop::awsx:ecs:FargateService::web`.
bool is_component(std::string_view id) {
  const std::size_t last = id.rfind("::");
  if (!id.starts_with("urn:pulumi:") || last == std::string_view::npos) {
    return false;
  }
  std::string_view type = id.substr(0, last);
  type = type.substr(std::min(type.rfind("::") + 2, type.size()));
  type = type.substr(type.rfind('$') == std::string_view::npos ? 0 : type.rfind('$') + 1);
  return type.starts_with("awsx:ecs:");
}

bool is_fargate_provider(const Text& provider) {
  return provider.is("FARGATE") || provider.is("FARGATE_SPOT");
}

Answer asks_for_fargate(const Task& task) {
  const List<Text>& kinds = task.pod->compatibilities;
  if (std::ranges::any_of(kinds, [](const Text& kind) { return kind.is("FARGATE"); })) {
    return Answer::yes;
  }
  for (const Service* service : task.services) {
    if (service->launch_type.is("FARGATE") || std::ranges::any_of(service->capacity_providers, is_fargate_provider)) {
      return Answer::yes;
    }
  }
  const bool open =
      kinds.is_unknown() || std::ranges::any_of(kinds, [](const Text& kind) { return kind.is_unknown(); });
  return open ? Answer::unknown : Answer::no;
}

std::string label_of(const Pod& pod) {
  return pod.name.is_known() && !pod.name.value.empty() ? pod.name.value : pod.id;
}

}  // namespace

bool Task::has(Role role) const {
  return std::ranges::find(containers, role, &TaskContainer::role) != containers.end();
}

std::vector<const Task*> Facts::tasks_with_sidecars() const {
  std::vector<const Task*> found;
  for (const Task& task : tasks) {
    if (task.has(Role::sidecar)) {
      found.push_back(&task);
    }
  }
  return found;
}

bool Facts::is_plan() const {
  if (!deployment.left_out.empty()) {
    return false;
  }
  return deployment.format == "terraform" || deployment.format == "pulumi" || deployment.format == "cloudformation";
}

Facts gather_facts(const Deployment& deployment, const Policy& policy) {
  Facts facts{.deployment = deployment, .policy = policy, .tasks = {}};
  for (const Pod& pod : deployment.pods) {
    if (pod.kind != PodKind::ecs_task) {
      continue;
    }
    Task task{.pod = &pod, .label = label_of(pod)};
    for (const Service& service : deployment.services) {
      if (service.pod.names(pod.id)) {
        task.services.push_back(&service);
      }
    }
    task.fargate = asks_for_fargate(task);
    task.component = is_component(pod.id);
    task.containers_alone = deployment.format == "ecs" && pod.id == "task" && pod.name.is_absent() &&
                            pod.where.file == pod.containers.where.file &&
                            pod.where.pointer == pod.containers.where.pointer;
    facts.tasks.push_back(std::move(task));
  }
  assign_roles(facts.tasks, policy);
  return facts;
}

std::string_view network_mode(const Task& task) {
  const Text& mode = task.pod->network_mode;
  if (mode.is_unknown() || task.containers_alone) {
    return {};
  }
  if (mode.is_known()) {
    return mode.value;
  }
  const bool component_default = task.component && task.fargate == Answer::yes;
  return component_default ? "awsvpc" : "bridge";
}

const Text* option(const Container& container, std::string_view name) {
  const NamedText* entry = container.log ? find_named(container.log->options, name) : nullptr;
  return entry ? &entry->value : nullptr;
}

std::optional<bool> parse_flag(std::string_view text) {
  for (const std::string_view word : {"1", "t", "T", "TRUE", "true", "True"}) {
    if (text == word) {
      return true;
    }
  }
  for (const std::string_view word : {"0", "f", "F", "FALSE", "false", "False"}) {
    if (text == word) {
      return false;
    }
  }
  return std::nullopt;
}

bool creates_group(const Container& container) {
  const Text* create = option(container, "awslogs-create-group");
  return create && create->is_known() && parse_flag(create->value) == true;
}

bool uses_awslogs(const Container& container) {
  return container.log && container.log->driver.is("awslogs");
}

const LogGroup* log_group_of(const Deployment& deployment, const Container& container) {
  const Text* name = option(container, "awslogs-group");
  if (!name) {
    return nullptr;
  }
  for (const LogGroup& group : deployment.log_groups) {
    const bool named = name->is_known() && group.name.is_known() && group.name.value == name->value;
    const bool computed =
        name->is_unknown() && std::ranges::find(name->unknown->refers_to, group.id) != name->unknown->refers_to.end();
    if (named || computed) {
      return &group;
    }
  }
  return nullptr;
}

void doubt_unknown_tasks(const Facts& facts, Judgement& judgement) {
  for (const Task& task : facts.tasks) {
    if (task.pod->containers.is_unknown() && task.containers.empty()) {
      judgement.look();
      judgement.doubt(task.pod->containers.where, task.label,
                      fmt::format("the containers of {} are not known: {}", task.label, task.pod->containers.reason()));
    }
  }
}

std::string why_unknown(const Text& text) {
  if (!text.unknown) {
    return "it is not known";
  }
  return text.unknown->written.empty() ? text.unknown->reason
                                       : fmt::format("`{}`: {}", text.unknown->written, text.unknown->reason);
}

}  // namespace roadworthy
