#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "rules/families.h"
#include "rules/text.h"

namespace roadworthy {
namespace {

/// The log groups that the deployment makes and that sidecars log to, each once.
std::vector<const LogGroup*> sidecar_groups(const Facts& facts) {
  std::vector<const LogGroup*> groups;
  for (const Task* task : facts.tasks_with_sidecars()) {
    for (const TaskContainer& each : task->containers) {
      const LogGroup* group = each.role == Role::main ? nullptr : log_group_of(facts.deployment, *each.container);
      if (group && !is_existing(facts.deployment, group->id) && std::ranges::find(groups, group) == groups.end()) {
        groups.push_back(group);
      }
    }
  }
  return groups;
}

std::string label_of(const LogGroup& group) {
  return group.name.is_known() ? group.name.value : group.id;
}

bool manages_groups(const Facts& facts) {
  return facts.is_plan() || !facts.deployment.left_out.empty() || !facts.deployment.log_groups.empty();
}

}  // namespace

void judge_group_created(const Facts& facts, Judgement& judgement) {
  doubt_unknown_tasks(facts, judgement);
  for (const Task& task : facts.tasks) {
    for (const TaskContainer& each : task.containers) {
      const Text* group = option(*each.container, "awslogs-group");
      if (!manages_groups(facts) || !uses_awslogs(*each.container) || !group || group->is_absent()) {
        continue;
      }
      judgement.look();
      if (creates_group(*each.container) || log_group_of(facts.deployment, *each.container)) {
        continue;
      }
      const Text* create = option(*each.container, "awslogs-create-group");
      const bool open = std::ranges::any_of(facts.deployment.log_groups,
                                            [](const LogGroup& other) { return other.name.is_unknown(); });
      if (group->is_unknown() || (create && create->is_unknown())) {
        judgement.doubt(group->where, each.label,
                        fmt::format("the log group of {} is not known: {}", each.label, why_unknown(*group)));
      } else if (!facts.deployment.left_out.empty()) {
        judgement.doubt(group->where, each.label, facts.deployment.left_out);
      } else if (open) {
        judgement.doubt(
            group->where, each.label,
            fmt::format("a log group of the plan has a name that is not known, it may be `{}`", group->value));
      } else {
        judgement.fail(
            {.message = fmt::format("nothing creates the log group of {}", each.label),
             .expected = fmt::format("a log group `{}` in the plan, or awslogs-create-group: \"true\"", group->value),
             .seen = "neither",
             .remedy = "",
             .subject = each.label,
             .where = group->where});
      }
    }
  }
}

void judge_group_skipped(const Facts& facts, Judgement& judgement) {
  for (const Task& task : facts.tasks) {
    for (const TaskContainer& each : task.containers) {
      if (!manages_groups(facts) || !uses_awslogs(*each.container) || !creates_group(*each.container)) {
        continue;
      }
      judgement.look();
      const LogGroup* group = log_group_of(facts.deployment, *each.container);
      if (group && !is_existing(facts.deployment, group->id)) {
        judgement.fail(group->where, label_of(*group),
                       fmt::format("the deployment manages log group {}, which the driver creates for {}",
                                   label_of(*group), each.label));
      }
    }
  }
}

void judge_group_retention(const Facts& facts, Judgement& judgement) {
  doubt_unknown_tasks(facts, judgement);
  const std::int64_t expected = facts.policy.log_groups.retention_days;
  const bool decided = names_groups_by_policy(facts);
  for (const LogGroup* group : sidecar_groups(facts)) {
    judgement.look();
    const Value<std::int64_t>& days = group->retention_days;
    if (days.is_unknown()) {
      judgement.doubt(days.where, label_of(*group),
                      fmt::format("the retention of {} is not known: {}", label_of(*group), days.reason()));
    } else if (days.value_or(0) != expected) {
      judgement.fail(
          {.message = fmt::format("log group {} does not keep its events for {} days", label_of(*group), expected),
           .expected = fmt::format("{} days", expected),
           .seen = days.value_or(0) == 0 ? "no retention: they are kept for ever" : fmt::format("{} days", days.value),
           .remedy = "",
           .subject = label_of(*group),
           .where = days.where,
           .severity = decided ? Severity::error : Severity::warning});
    }
  }
}

namespace {

/// Tags that the task definition and its services all carry: what a log group of theirs is expected to carry too, where
/// the policy says nothing. `Name` is everybody's own.
std::map<std::string, std::string> common_tags(const Facts& facts, const LogGroup& group) {
  std::map<std::string, std::string> common;
  bool first = true;
  const auto meet = [&](const List<NamedText>& tags) {
    std::map<std::string, std::string> these;
    for (const NamedText& tag : tags) {
      if (tag.name != "Name" && tag.value.is_known()) {
        these[tag.name] = tag.value.value;
      }
    }
    if (first) {
      common = std::move(these);
    } else {
      std::erase_if(common,
                    [&](const auto& tag) { return !these.contains(tag.first) || these[tag.first] != tag.second; });
    }
    first = false;
  };
  for (const Task* task : facts.tasks_with_sidecars()) {
    const bool uses = std::ranges::any_of(task->containers, [&](const TaskContainer& each) {
      return log_group_of(facts.deployment, *each.container) == &group;
    });
    if (uses) {
      meet(task->pod->tags);
      std::ranges::for_each(task->services, [&](const Service* service) { meet(service->tags); });
    }
  }
  return common;
}

}  // namespace

void judge_group_tags(const Facts& facts, Judgement& judgement) {
  for (const LogGroup* group : sidecar_groups(facts)) {
    const bool decided = !facts.policy.log_groups.tags.empty();
    const std::map<std::string, std::string> expected =
        decided ? facts.policy.log_groups.tags : common_tags(facts, *group);
    if (expected.empty()) {
      continue;
    }
    judgement.look();
    for (const auto& [name, value] : expected) {
      const NamedText* tag = find_named(group->tags, name);
      const bool good = tag && (value.empty() || tag->value.is(value));
      if (good) {
        continue;
      }
      if ((tag && tag->value.is_unknown()) || (!tag && group->tags.is_unknown())) {
        judgement.doubt(group->tags.where, label_of(*group),
                        fmt::format("tag `{}` of {} is not known", name, label_of(*group)));
        continue;
      }
      judgement.fail({.message = fmt::format("log group {} {} tag `{}`", label_of(*group),
                                             tag ? "has another value in its" : "has no", name),
                      .expected = fmt::format("{} = {}{}", name, value.empty() ? "anything" : value,
                                              decided ? ", by the policy" : ", as its task and service have it"),
                      .seen = tag ? tag->value.value : "no such tag",
                      .remedy = "",
                      .subject = label_of(*group),
                      .where = tag ? tag->value.where : group->where});
    }
  }
}

void judge_group_unique(const Facts& facts, Judgement& judgement) {
  if (facts.tasks_with_sidecars().empty()) {
    return;
  }
  std::map<std::string, const LogGroup*> declared;
  for (const LogGroup& group : facts.deployment.log_groups) {
    if (!group.name.is_known() || is_existing(facts.deployment, group.id)) {
      continue;
    }
    judgement.look();
    if (const auto [other, fresh] = declared.emplace(group.name.value, &group); !fresh) {
      judgement.fail(
          group.name.where, group.name.value,
          fmt::format("log group {} is declared twice: {} and {}", group.name.value, other->second->id, group.id),
          "keep one of them");
    }
  }
  struct Use {
    const Task* task;
    const TaskContainer* container;
  };
  std::map<std::string, std::vector<Use>> uses;
  for (const Task& task : facts.tasks) {
    for (const TaskContainer& each : task.containers) {
      const Text* name = option(*each.container, "awslogs-group");
      const LogGroup* group = log_group_of(facts.deployment, *each.container);
      if (uses_awslogs(*each.container) && name && (name->is_known() || group)) {
        uses[name->is_known() ? name->value : label_of(*group)].push_back({&task, &each});
      }
    }
  }
  for (const auto& [name, users] : uses) {
    for (const Use& use : users) {
      if (use.container->role == Role::main) {
        continue;
      }
      judgement.looked_at += facts.tasks.size() > 1 ? 1 : 0;  // One task alone shares with nobody.
      const auto other =
          std::ranges::find_if(users, [&](const Use& each) { return each.task->label != use.task->label; });
      if (other != users.end()) {
        judgement.fail({.message = fmt::format("log group {} is shared by {} and {}", name, use.container->label,
                                               other->container->label),
                        .expected = "a log group for each service",
                        .seen = name,
                        .remedy = "",
                        .subject = use.container->label,
                        .where = option(*use.container->container, "awslogs-group")->where});
      }
    }
  }
}

void judge_group_order(const Facts& facts, Judgement& judgement) {
  doubt_unknown_tasks(facts, judgement);
  const Deployment& deployment = facts.deployment;
  for (const Task* task : facts.tasks_with_sidecars()) {
    for (const Service* service : task->services) {
      std::set<const LogGroup*> seen;
      for (const TaskContainer& each : task->containers) {
        const LogGroup* group = log_group_of(deployment, *each.container);
        if (!group || !seen.insert(group).second || group->id.starts_with(service->id)) {
          continue;  // What a component makes for its own service is made first.
        }
        judgement.look();
        if (is_existing(deployment, group->id) || depends_on(deployment, service->id, group->id) ||
            depends_on(deployment, task->pod->id, group->id)) {
          continue;
        }
        if (deployment.dependencies.empty()) {
          judgement.doubt(service->where, service->id, "the file does not say what depends on what");
          continue;
        }
        std::string open = why_dependencies_open(deployment, service->id);
        open = open.empty() ? why_dependencies_open(deployment, task->pod->id) : open;
        if (!open.empty()) {
          judgement.doubt(service->where, task->label, open);
          continue;
        }
        judgement.fail(service->where, task->label,
                       fmt::format("service {} can start before log group {} is there: it does not depend on it",
                                   service->name.value_or(service->id), label_of(*group)));
      }
    }
  }
}

}  // namespace roadworthy
