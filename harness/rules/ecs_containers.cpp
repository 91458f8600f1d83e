#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "policy/pattern.h"
#include "rules/families.h"
#include "rules/image.h"
#include "rules/text.h"

namespace roadworthy {
namespace {

/// What a sidecar declares, each as a word for sentences: `environment variable DD_SITE`, `secret DD_API_KEY`.
std::set<std::string> declared(const Container& container) {
  std::set<std::string> all;
  for (const NamedText& entry : container.environment) {
    all.insert("environment variable " + entry.name);
  }
  for (const SecretUse& secret : container.secrets) {
    all.insert("secret " + secret.name.value);
  }
  for (const PortMapping& port : container.ports) {
    if (port.container_port.is_known()) {
      all.insert(fmt::format("port {}/{}", port.container_port.value.first, port.protocol.value_or("tcp")));
    }
  }
  for (const Mount& mount : container.mounts) {
    if (mount.target.is_known()) {
      all.insert("mount at " + mount.target.value);
    }
  }
  const std::pair<bool, std::string_view> others[] = {
      {container.health_check.has_value(), "health check"},
      {container.log.has_value(), "log configuration"},
      {!container.cpu.is_absent(), "cpu"},
      {!container.user.is_absent(), "user"},
      {!container.command.empty(), "command"},
      {!container.entry_point.empty(), "entry point"},
      {!container.memory.is_absent() || !container.memory_reservation.is_absent(), "memory"}};
  for (const auto& [there, what] : others) {
    if (there) {
      all.emplace(what);
    }
  }
  return all;
}

bool has_unknown_list(const Container& container) {
  return container.environment.is_unknown() || container.secrets.is_unknown() || container.ports.is_unknown() ||
         container.mounts.is_unknown();
}

bool same_image(const Container& one, const Container& other) {
  return one.image.is_known() && other.image.is_known() &&
         parse_image(one.image.value).repository == parse_image(other.image.value).repository;
}

/// A sidecar of one name and image is one definition, used by several tasks: what one of them has the others have.
void judge_losses(const Facts& facts, Judgement& judgement) {
  std::map<std::string, std::vector<const TaskContainer*>> by_name;
  for (const Task& task : facts.tasks) {
    for (const TaskContainer& each : task.containers) {
      if (each.role == Role::sidecar && each.container->name.is_known()) {
        by_name[each.container->name.value].push_back(&each);
      }
    }
  }
  for (const auto& [name, uses] : by_name) {
    for (const TaskContainer* use : uses) {
      const std::set<std::string> has = declared(*use->container);
      std::map<std::string, std::string> lost;
      for (const TaskContainer* other : uses) {
        if (other == use || !same_image(*use->container, *other->container) || has_unknown_list(*use->container)) {
          continue;
        }
        for (const std::string& what : declared(*other->container)) {
          if (!has.contains(what)) {
            lost.emplace(what, other->label);
          }
        }
      }
      for (const auto& [what, other] : lost) {
        judgement.fail({.message = fmt::format("sidecar {} has lost its {}", use->label, what),
                        .expected = fmt::format("{}, as {} has it", what, other),
                        .seen = fmt::format("no {}", what),
                        .remedy = "",
                        .subject = use->label,
                        .where = use->container->where});
      }
    }
  }
}

}  // namespace

void judge_containers_once(const Facts& facts, Judgement& judgement) {
  doubt_unknown_tasks(facts, judgement);
  for (const Task* task : facts.tasks_with_sidecars()) {
    judgement.look();
    if (task->pod->containers.is_unknown()) {
      judgement.doubt(
          task->pod->containers.where, task->label,
          fmt::format("the containers of {} are not all known: {}", task->label, task->pod->containers.reason()));
    } else if (!task->has(Role::main)) {
      judgement.fail(task->pod->containers.where, task->label,
                     fmt::format("task {} has only the sidecars, its main container is lost", task->label));
    }
    std::map<std::string, const TaskContainer*> seen;
    for (const TaskContainer& each : task->containers) {
      if (!each.container->name.is_known()) {
        continue;
      }
      if (!seen.emplace(each.container->name.value, &each).second) {
        judgement.fail(each.container->name.where, each.label,
                       fmt::format("container {} is there more than once", each.label), "keep one of them");
      }
    }
  }
}

void judge_nothing_lost(const Facts& facts, Judgement& judgement) {
  for (const Task* task : facts.tasks_with_sidecars()) {
    judgement.looked_at +=
        static_cast<std::size_t>(std::ranges::count(task->containers, Role::sidecar, &TaskContainer::role));
  }
  judge_losses(facts, judgement);
}

void judge_essential(const Facts& facts, Judgement& judgement) {
  doubt_unknown_tasks(facts, judgement);
  for (const Task* task : facts.tasks_with_sidecars()) {
    const auto is_proxy = [&](const Container& container) {
      return std::ranges::any_of(task->pod->further, [&](const Setting& setting) {
        return setting.path.starts_with("proxy") && lower(setting.path).ends_with("containername") &&
               setting.value.is(container.name.value);
      });
    };
    for (const TaskContainer& each : task->containers) {
      const Container& container = *each.container;
      if (each.role != Role::sidecar || !task->has(Role::main)) {
        continue;
      }
      judgement.look();
      // The platform asks for both: without its log router or its mesh proxy the application is cut off.
      const bool allowed = container.firelens || is_proxy(container) ||
                           matches_any(facts.policy.essential_sidecars, container.name.value);
      if (allowed || container.essential.is(false)) {
        continue;
      }
      if (container.essential.is_unknown()) {
        judgement.doubt(
            container.essential.where, each.label,
            fmt::format("whether {} is essential is not known: {}", each.label, container.essential.reason()));
        continue;
      }
      // What many do on purpose is worth a word, unless the team has decided.
      const bool on_purpose = facts.policy.file.empty() && container.essential.is(true) && container.image.is_known() &&
                              is_often_essential(container.image.value);
      judgement.fail({.message = fmt::format("sidecar {} is essential{}: when it dies, the whole task is stopped",
                                             each.label, container.essential.is_absent() ? " by default" : ""),
                      .expected = "essential: false",
                      .seen = container.essential.is_absent() ? "nothing, so essential: true" : "essential: true",
                      .remedy = "",
                      .subject = each.label,
                      .where = container.essential.where,
                      .severity = on_purpose ? Severity::warning : Severity::error});
    }
  }
}

}  // namespace roadworthy
