#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rules/families.h"

namespace roadworthy {
namespace {

const TaskContainer* find(const Task& task, std::string_view name) {
  const auto found = std::ranges::find_if(task.containers, [&](const TaskContainer& each) {
    return each.container->name.is_known() && each.container->name.value == name;
  });
  return found == task.containers.end() ? nullptr : &*found;
}

void judge_condition(const TaskContainer& each, const ContainerDependency& dependency, const TaskContainer& on,
                     Judgement& judgement) {
  const Text& condition = dependency.condition;
  const bool ends = condition.is("SUCCESS") || condition.is("COMPLETE");
  if (ends && !on.container->essential.is(false) && !on.container->essential.is_unknown()) {
    judgement.fail({.message = fmt::format("{} waits for {} to end, which is essential: its end stops the task",
                                           each.label, on.label),
                    .expected = fmt::format("essential: false for {}", on.container->name.value),
                    .seen = on.container->essential.is_absent() ? "nothing, so essential: true" : "essential: true",
                    .remedy = "make the container that is waited for not essential",
                    .subject = each.label,
                    .where = condition.where});
  }
  if (condition.is("HEALTHY")) {
    const auto& check = on.container->health_check;
    const bool none = !check || (!check->command.empty() && check->command[0].is("NONE"));
    if (none) {
      judgement.fail(
          {.message = fmt::format("{} waits for {} to be HEALTHY, which has no health check", each.label, on.label),
           .expected =
               fmt::format("a `healthCheck` of {}; ECS does not look at the image's own", on.container->name.value),
           .seen = "none",
           .remedy = "give it a `healthCheck`, or wait for START",
           .subject = each.label,
           .where = condition.where});
    }
  }
}

/// Container to those that it waits for or links to.
using Edges = std::map<std::string, std::vector<std::string>>;

/// A cycle that begins and ends with `name`, or nothing.
std::vector<std::string> cycle_from(const Edges& edges, const std::string& name) {
  std::vector<std::string> path{name};
  std::set<std::string> seen;
  const auto walk = [&](const auto& self, const std::string& at) -> bool {
    const auto next = edges.find(at);
    for (const std::string& to : next == edges.end() ? std::vector<std::string>{} : next->second) {
      if (to == name) {
        return true;
      }
      if (seen.insert(to).second) {
        path.push_back(to);
        if (self(self, to)) {
          return true;
        }
        path.pop_back();
      }
    }
    return false;
  };
  return walk(walk, name) ? path : std::vector<std::string>{};
}

void judge_cycles(const Task& task, const Edges& edges, Judgement& judgement) {
  std::set<std::string> told;
  for (const TaskContainer& each : task.containers) {
    std::vector<std::string> cycle = cycle_from(edges, each.container->name.value);
    if (cycle.empty() || told.contains(each.container->name.value)) {
      continue;
    }
    told.insert(cycle.begin(), cycle.end());
    const SourceSpan& where =
        each.container->depends_on.empty() ? each.container->links.where : each.container->depends_on[0].where;
    cycle.push_back(cycle.front());
    judgement.fail(where, each.label,
                   fmt::format("the containers of {} wait for each other: {}", task.label, fmt::join(cycle, " -> ")),
                   "take one of the dependencies out");
  }
}

}  // namespace

void judge_dependencies(const Facts& facts, Judgement& judgement) {
  for (const Task& task : facts.tasks) {
    Edges edges;
    for (const TaskContainer& each : task.containers) {
      const auto know = [&](const std::string& name, const SourceSpan& where, std::string_view what) {
        const TaskContainer* on = find(task, name);
        if (on) {
          edges[each.container->name.value].push_back(name);
        } else if (may_have_another(task.pod->containers)) {
          judgement.doubt(where, each.label,
                          fmt::format("{} {} `{}`, and the containers of {} are not all known", each.label, what, name,
                                      task.label));
        } else {
          judgement.fail(where, each.label,
                         fmt::format("{} {} `{}`, and {} has no such container", each.label, what, name, task.label),
                         "name a container of the same task");
        }
        return on;
      };
      for (const ContainerDependency& dependency : each.container->depends_on) {
        judgement.look();
        if (dependency.container.is_unknown()) {
          judgement.doubt(
              dependency.where, each.label,
              fmt::format("what {} depends on is not known: {}", each.label, why_unknown(dependency.container)));
        } else if (const TaskContainer* on =
                       know(dependency.container.value, dependency.container.where, "depends on")) {
          judge_condition(each, dependency, *on, judgement);
        }
        constexpr std::string_view conditions[] = {"START", "COMPLETE", "SUCCESS", "HEALTHY"};
        if (dependency.condition.is_known() &&
            std::ranges::find(conditions, dependency.condition.value) == std::end(conditions)) {
          judgement.fail({.message = fmt::format("`{}` is no condition that {} can wait for",
                                                 dependency.condition.value, each.label),
                          .expected = "START, COMPLETE, SUCCESS or HEALTHY",
                          .seen = dependency.condition.value,
                          .remedy = "",
                          .subject = each.label,
                          .where = dependency.condition.where});
        }
      }
      for (const Text& link : each.container->links) {
        if (link.is_known()) {
          (void)know(link.value.substr(0, link.value.find(':')), link.where, "is linked to");
        }
      }
    }
    judge_cycles(task, edges, judgement);
  }
}

}  // namespace roadworthy
