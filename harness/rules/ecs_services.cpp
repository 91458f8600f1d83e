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

/// Image of the task's first main container; empty without a known one.
std::string main_image(const Task& task) {
  for (const TaskContainer& each : task.containers) {
    if (each.role == Role::main && each.container->image.is_known()) {
      return each.container->image.value;
    }
  }
  return {};
}

/// The words of a family without the last one: `central-stage` of `central-stage-web`; empty for a single word.
std::string stem(std::string_view name) {
  const std::size_t dash = name.find_last_of("-_");
  return dash == std::string_view::npos ? std::string() : std::string(name.substr(0, dash));
}

/// Whether two tasks are of one application: they run one image, or images of one folder under names of one stem.
bool same_application(const Task& one, const Task& other) {
  const ImageName mine = parse_image(main_image(one));
  const ImageName theirs = parse_image(main_image(other));
  if (!mine.repository.empty() && mine.repository == theirs.repository && mine.registry == theirs.registry) {
    return true;
  }
  const std::string stem_of_one = stem(one.label);
  const bool named_alike = !stem_of_one.empty() && stem_of_one == stem(other.label);
  return named_alike && mine.registry == theirs.registry && folder_of(mine.repository) == folder_of(theirs.repository);
}

bool is_daemon(const Task& task) {
  return std::ranges::any_of(task.services, [](const Service* service) {
    return std::ranges::any_of(service->further, [](const Setting& setting) {
      return lower(setting.path).starts_with("scheduling") && setting.value.is("DAEMON");
    });
  });
}

/// Tasks that are expected to have the application's sidecars: those that services run, or all where there are no
/// services.
std::vector<const Task*> serving_tasks(const Facts& facts) {
  std::vector<const Task*> tasks;
  for (const Task& task : facts.tasks) {
    const bool serves = !task.services.empty() || facts.deployment.services.empty();
    const bool own = main_image(task).empty() || !is_infrastructure_image(main_image(task));
    if (serves && own && !is_daemon(task) && !matches_any(facts.policy.without_sidecars, task.label)) {
      tasks.push_back(&task);
    }
  }
  return tasks;
}

}  // namespace

void judge_services(const Facts& facts, Judgement& judgement) {
  doubt_unknown_tasks(facts, judgement);
  const std::vector<const Task*> tasks = serving_tasks(facts);
  for (const Task* task : tasks) {
    std::map<std::string, const Task*> expected;
    for (const Task* other : tasks) {
      if (other == task || (!same_application(*task, *other) && task->has(Role::main))) {
        continue;
      }
      for (const TaskContainer& each : other->containers) {
        if (each.role == Role::sidecar) {
          expected.emplace(each.container->name.value, other);
        }
      }
    }
    if (expected.empty() && (facts.deployment.services.empty() || !task->has(Role::sidecar))) {
      continue;
    }
    if (task->containers.empty() && task->pod->containers.is_unknown()) {
      continue;
    }
    judgement.look();
    for (const auto& [name, other] : expected) {
      const bool there = std::ranges::any_of(task->containers,
                                             [&](const TaskContainer& each) { return each.container->name.is(name); });
      if (there) {
        continue;
      }
      if (task->pod->containers.is_unknown()) {
        judgement.doubt(
            task->pod->containers.where, task->label,
            fmt::format("the containers of {} are not all known: {}", task->label, task->pod->containers.reason()));
        break;
      }
      judgement.fail(
          task->pod->containers.where, task->label,
          fmt::format("{} has no sidecar `{}`, which {} of the same application has", task->label, name, other->label));
    }
  }
}

}  // namespace roadworthy
