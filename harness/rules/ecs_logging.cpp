#include <algorithm>

#include <fmt/format.h>

#include "rules/families.h"

namespace roadworthy {
namespace {

void judge_awslogs(const Task& task, const TaskContainer& each, Judgement& judgement) {
  const Container& container = *each.container;
  std::vector<std::string_view> needed{"awslogs-group", "awslogs-region"};
  if (task.fargate == Answer::yes) {
    needed.emplace_back("awslogs-stream-prefix");
  }
  for (const std::string_view name : needed) {
    const Text* value = option(container, name);
    if (value && !value->is_absent() && !value->is("")) {
      continue;
    }
    if (container.log->options.is_unknown()) {
      judgement.doubt(
          container.log->options.where, each.label,
          fmt::format("the log options of {} are not known: {}", each.label, container.log->options.reason()));
      return;
    }
    judgement.fail(container.log->where, each.label,
                   fmt::format("{} logs through awslogs without `{}`", each.label, name),
                   fmt::format("set the option `{}`", name));
  }
  const Text* format = option(container, "awslogs-datetime-format");
  const Text* pattern = option(container, "awslogs-multiline-pattern");
  if (format && pattern) {
    judgement.fail(pattern->where, each.label,
                   fmt::format("{} has a date format and a multiline pattern, of which awslogs takes one", each.label),
                   "keep one of them");
  }
  for (const std::string_view name : {"awslogs-create-group", "mode"}) {
    const Text* value = option(container, name);
    const bool create = name != "mode";
    const bool good =
        !value || !value->is_known() ||
        (create ? parse_flag(value->value).has_value() : value->value == "blocking" || value->value == "non-blocking");
    if (!good) {
      judgement.fail({.message = fmt::format("`{}` is no value for `{}` of {}", value->value, name, each.label),
                      .expected = create ? "\"true\" or \"false\"" : "blocking or non-blocking",
                      .seen = value->value,
                      .remedy = "",
                      .subject = each.label,
                      .where = value->where});
    }
  }
}

void judge_routers(const Task& task, Judgement& judgement) {
  std::vector<const TaskContainer*> routers;
  const TaskContainer* routed = nullptr;
  for (const TaskContainer& each : task.containers) {
    const bool uses = each.container->log && each.container->log->driver.is("awsfirelens");
    routed = uses && !routed ? &each : routed;
    if (each.container->firelens) {
      routers.push_back(&each);
      if (uses) {
        judgement.fail(each.container->log->driver.where, each.label,
                       fmt::format("log router {} would send its own log to itself", each.label),
                       "give it another log driver");
      }
    }
  }
  if (routers.size() > 1) {
    judgement.fail(routers[1]->container->firelens->where, routers[1]->label,
                   fmt::format("{} has two log routers, and a task has one", task.label),
                   "keep one `firelensConfiguration`");
  }
  if (routed && routers.empty() && !task.pod->containers.is_unknown()) {
    judgement.fail(routed->container->log->driver.where, routed->label,
                   fmt::format("{} logs through awsfirelens, and {} has no log router", routed->label, task.label),
                   "give the task a container with `firelensConfiguration`");
  }
}

}  // namespace

void judge_logging(const Facts& facts, Judgement& judgement) {
  for (const Task& task : facts.tasks) {
    for (const TaskContainer& each : task.containers) {
      if (!each.container->log) {
        continue;
      }
      judgement.look();
      if (each.container->log->driver.is_unknown()) {
        judgement.doubt(
            each.container->log->driver.where, each.label,
            fmt::format("the log driver of {} is not known: {}", each.label, why_unknown(each.container->log->driver)));
      }
      if (uses_awslogs(*each.container)) {
        judge_awslogs(task, each, judgement);
      }
    }
    judge_routers(task, judgement);
  }
}

}  // namespace roadworthy
