#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "policy/naming.h"
#include "rules/families.h"
#include "rules/text.h"

namespace roadworthy {
namespace {

/// Words that a family or service ends with and that say nothing of whose it is.
constexpr std::array<std::string_view, 12> kGeneric{"task", "taskdef", "td",     "definition", "def", "service",
                                                    "svc",  "ecs",     "family", "tasks",      "app", "container"};

/// Without generic last words: `central-stage-web-task-definition` is `central-stage-web`.
std::string core_of(std::string_view name) {
  std::string core(name);
  while (true) {
    const std::size_t dash = core.find_last_of("-_");
    if (dash == std::string::npos || dash == 0 ||
        std::ranges::find(kGeneric, lower(core.substr(dash + 1))) == kGeneric.end()) {
      return core;
    }
    core.resize(dash);
  }
}

/// Whether `name` can be the namespace of something that is called `candidate`: the same but for generic words, or with
/// more words in front (service `web` of namespace `central-stage-web`).
bool can_be(std::string_view name, std::string_view candidate) {
  const std::string mine = core_of(name);
  const std::string theirs = core_of(candidate);
  return mine == theirs || mine.ends_with("-" + theirs) || mine.ends_with("_" + theirs);
}

struct Names {
  std::vector<std::string> known;
  bool open = false;  ///< There is one that is not known.
};

Names candidates(const Task& task) {
  Names names;
  const auto add = [&](const Text& text) {
    if (text.is_known() && !text.value.empty()) {
      names.known.push_back(text.value);
    }
    names.open = names.open || text.is_unknown();
  };
  add(task.pod->name);
  for (const Service* service : task.services) {
    add(service->name);
  }
  return names;
}

/// The policy's namespace, alone or with the service's word behind it.
bool is_of(std::string_view space, std::string_view name) {
  return name == space || (name.starts_with(space) && name.size() > space.size() &&
                           (name[space.size()] == '-' || name[space.size()] == '_'));
}

/// Whether the task's main container logs to that group.
bool is_the_main_ones(const Task& task, const std::string& group) {
  return std::ranges::any_of(task.containers, [&](const TaskContainer& each) {
    const Text* name = uses_awslogs(*each.container) ? option(*each.container, "awslogs-group") : nullptr;
    return each.role == Role::main && name && name->is(group);
  });
}

/// The name that the template asks for, and whether the group's is as good.
struct Naming {
  std::string expected;
  bool good = false;
  bool open = false;  ///< Nothing is known that the namespace could be.
};

Naming judge_by_template(const Facts& facts, const Task& task, const Container& container, const std::string& group) {
  const std::string& pattern = facts.policy.log_groups.name;
  const Names names = candidates(task);
  std::string family = names.known.empty() ? task.label : core_of(names.known.front());
  std::map<std::string, std::string> words{{"container", container.name.value}, {"family", task.pod->name.value}};
  if (!task.services.empty() && task.services.front()->name.is_known()) {
    words["service"] = task.services.front()->name.value;
  }
  Naming naming{.expected = {}, .good = fill_template(pattern, words) == group};
  if (const auto space = solve_template(pattern, "namespace", words, group)) {
    naming.good =
        std::ranges::any_of(names.known, [&](const std::string& each_name) { return can_be(*space, each_name); });
    if (facts.policy.namespace_) {
      const bool one_service = facts.tasks.size() == 1;
      naming.good =
          is_of(*facts.policy.namespace_, *space) && (naming.good || one_service || *space == *facts.policy.namespace_);
      family = *facts.policy.namespace_;
    }
    naming.open = !naming.good && names.known.empty();
  }
  words["namespace"] = family;
  naming.expected = fill_template(pattern, words);
  return naming;
}

/// The name of the group that a sidecar logs to; null where there is none to judge: without a group it is not valid,
/// and a group that the driver makes is the container's own affair.
const Text* group_name(const Facts& facts, const TaskContainer& each) {
  const Text* group = uses_awslogs(*each.container) ? option(*each.container, "awslogs-group") : nullptr;
  if (each.role != Role::sidecar || !group || group->is_absent() || creates_group(*each.container)) {
    return nullptr;
  }
  const LogGroup* managed = log_group_of(facts.deployment, *each.container);
  return group->is_unknown() && managed && managed->name.is_known() ? &managed->name : group;
}

void judge_name(const Facts& facts, const Task& task, const TaskContainer& each, const Text& group,
                Judgement& judgement) {
  const Naming naming = judge_by_template(facts, task, *each.container, group.value);
  if (naming.open) {
    judgement.doubt(group.where, each.label, "neither the family nor the service has a name that is known");
    return;
  }
  if (naming.good) {
    return;
  }
  // Another convention altogether is worth a word, unless this one was decided on. So is a lone task definition whose
  // containers all log to one group, as the console makes it.
  const bool decided = names_groups_by_policy(facts) &&
                       (!facts.policy.file.empty() || facts.is_plan() || !is_the_main_ones(task, group.value));
  judgement.fail({.message = fmt::format("the log group of sidecar {} is not named as the policy says", each.label),
                  .expected = fmt::format("{}, by `{}`", naming.expected, facts.policy.log_groups.name),
                  .seen = group.value,
                  .remedy = "",
                  .subject = each.label,
                  .where = group.where,
                  .severity = decided ? Severity::error : Severity::warning});
}

}  // namespace

bool names_groups_by_policy(const Facts& facts) {
  const std::string_view pattern = facts.policy.log_groups.name;
  const std::string_view start = pattern.substr(0, pattern.find('{'));
  const auto looks_so = [&](const Text& name) {
    return name.is_known() && name.value.starts_with(start) &&
           std::ranges::count(name.value, '/') == std::ranges::count(pattern, '/');
  };
  const auto logs_so = [&](const Container& container) {
    const Text* group = uses_awslogs(container) ? option(container, "awslogs-group") : nullptr;
    return group && looks_so(*group);
  };
  return !facts.policy.file.empty() || std::ranges::any_of(facts.deployment.log_groups, looks_so, &LogGroup::name) ||
         std::ranges::any_of(facts.tasks,
                             [&](const Task& task) { return std::ranges::any_of(task.pod->containers, logs_so); });
}

void judge_group_name(const Facts& facts, Judgement& judgement) {
  doubt_unknown_tasks(facts, judgement);
  for (const Task* task : facts.tasks_with_sidecars()) {
    for (const TaskContainer& each : task->containers) {
      const Text* group = group_name(facts, each);
      if (!group) {
        continue;
      }
      judgement.look();
      if (group->is_unknown()) {
        judgement.doubt(group->where, each.label,
                        fmt::format("the log group of {} is not known: {}", each.label, why_unknown(*group)));
      } else {
        judge_name(facts, *task, each, *group, judgement);
      }
    }
  }
}

}  // namespace roadworthy
