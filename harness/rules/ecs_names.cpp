#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "rules/families.h"

namespace roadworthy {
namespace {

constexpr std::size_t kLongest = 255;

/// Letters, digits, hyphens and underscores, at most 255: families, container and volume names.
bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongest && std::ranges::all_of(name, [](char each) {
    return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || (each >= '0' && each <= '9') ||
           each == '-' || each == '_';
  });
}

void judge_one_name(const Text& name, const std::string& subject, std::string_view what, Judgement& judgement) {
  if (name.is_known() && !is_name(name.value)) {
    judgement.fail({.message = fmt::format("`{}` is no name for a {}", name.value, what),
                    .expected = "1 to 255 letters, digits, hyphens and underscores",
                    .seen = name.value,
                    .remedy = "",
                    .subject = subject,
                    .where = name.where});
  } else if (name.is_unknown() && what == "container") {
    judgement.doubt(name.where, subject, fmt::format("the name of a {} is not known: {}", what, why_unknown(name)));
  }
}

void judge_container(const TaskContainer& each, Judgement& judgement) {
  const Container& container = *each.container;
  if (container.name.is_absent()) {
    judgement.fail(container.where, each.label, "a container has no name", "set `name`");
  }
  judge_one_name(container.name, each.label, "container", judgement);
  if (container.image.is_absent()) {
    judgement.fail(container.image.where, each.label, fmt::format("container {} has no image", each.label),
                   "set `image`");
  } else if (container.image.is("")) {
    // Pipelines keep it empty in the file, and put in what they have just built.
    judgement.fail({.message = fmt::format("the image of container {} is empty", each.label),
                    .expected = "",
                    .seen = "",
                    .remedy = "put the image in before the definition is registered: ECS refuses an empty one",
                    .subject = each.label,
                    .where = container.image.where,
                    .severity = Severity::warning});
  }
}

void judge_secrets(const TaskContainer& each, Judgement& judgement) {
  std::map<std::string, SourceSpan> names;
  for (const SecretUse& secret : each.container->secrets) {
    if (!secret.name.is_known()) {
      continue;
    }
    const NamedText* plain = find_named(each.container->environment, secret.name.value);
    const bool twice = !names.emplace(secret.name.value, secret.where).second;
    if (plain || twice) {
      judgement.fail(secret.name.where, each.label,
                     fmt::format("secret `{}` of {} is there more than once{}", secret.name.value, each.label,
                                 plain ? ", also as a plain environment variable" : ""),
                     plain ? "take it out of `environment`" : "keep one of them");
    }
  }
}

}  // namespace

void judge_ecs_mistakes(const Facts& facts, Judgement& judgement) {
  if (facts.tasks.empty()) {
    return;
  }
  judgement.look();
  for (const Error& mistake : facts.deployment.mistakes) {
    judgement.fail({.message = mistake.message,
                    .remedy = mistake.remedy.empty() ? "write it as RegisterTaskDefinition takes it" : mistake.remedy,
                    .subject = facts.deployment.name,
                    .where = mistake.where.value_or(facts.deployment.where)});
  }
  for (const Error& tolerated : facts.deployment.tolerated) {
    judgement.fail({.message = tolerated.message,
                    .expected = "",
                    .seen = "",
                    .remedy = tolerated.remedy,
                    .subject = facts.deployment.name,
                    .where = tolerated.where.value_or(facts.deployment.where),
                    .severity = Severity::warning});
  }
}

void judge_names(const Facts& facts, Judgement& judgement) {
  for (const Task& task : facts.tasks) {
    judgement.look();
    judge_one_name(task.pod->name, task.label, "task family", judgement);
    if (task.containers.empty() && !task.pod->containers.is_unknown()) {
      judgement.fail(task.pod->where, task.label, fmt::format("{} has no container", task.label));
    }
    if (task.pod->containers.is_unknown()) {
      judgement.doubt(task.pod->containers.where, task.label,
                      fmt::format("the containers of {} are not known: {}", task.label, task.pod->containers.reason()));
    }
    std::map<std::string, const Container*> seen;
    bool essential = false;
    for (const TaskContainer& each : task.containers) {
      judge_container(each, judgement);
      judge_secrets(each, judgement);
      essential = essential || !each.container->essential.is(false);
      if (each.container->name.is_known() && !seen.emplace(each.container->name.value, each.container).second) {
        judgement.fail(each.container->name.where, each.label,
                       fmt::format("two containers of {} have the name `{}`", task.label, each.container->name.value),
                       "give one of them another name");
      }
    }
    if (!essential && !task.containers.empty() && !task.pod->containers.is_unknown()) {
      judgement.fail(task.pod->containers.where, task.label,
                     fmt::format("no container of {} is essential, and a task needs one that is", task.label),
                     "leave out `essential: false` of the main container");
    }
  }
}

}  // namespace roadworthy
