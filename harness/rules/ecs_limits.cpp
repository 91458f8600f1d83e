#include <fmt/format.h>

#include "policy/size.h"
#include "rules/families.h"
#include "rules/text.h"

namespace roadworthy {
namespace {

constexpr std::uint64_t kLeastMemory = 4u << 20;  ///< Docker's own floor; newer daemons ask for 6 MiB.

void judge_memory(const Task& task, const TaskContainer& each, Judgement& judgement) {
  const Container& container = *each.container;
  const bool none = container.memory.is_absent() && container.memory_reservation.is_absent();
  if (none && task.pod->memory.is_absent() && !task.containers_alone && !task.component) {
    judgement.fail({.message = fmt::format("neither {} nor its task says how much memory it has", each.label),
                    .expected = "`memory` or `memoryReservation`, or the task's `memory`",
                    .seen = "none of them",
                    .remedy = "set one of them",
                    .subject = each.label,
                    .where = container.where});
  }
  if (container.memory.is_known() && container.memory_reservation.is_known() &&
      container.memory.value < container.memory_reservation.value) {
    judgement.fail({.message = fmt::format("{} reserves more memory than it may use", each.label),
                    .expected = fmt::format("at most {} reserved", size_text(container.memory.value)),
                    .seen = size_text(container.memory_reservation.value),
                    .remedy = "`memory` is above `memoryReservation`",
                    .subject = each.label,
                    .where = container.memory_reservation.where});
  }
  for (const auto* memory : {&container.memory, &container.memory_reservation}) {
    if (memory->is_unknown()) {
      judgement.doubt(memory->where, each.label,
                      fmt::format("the memory of {} is not known: {}", each.label, memory->reason()));
    } else if (memory->is_known() && memory->value < kLeastMemory) {
      judgement.fail(memory->where, each.label,
                     fmt::format("{} has {}, less than a container can be given", each.label, size_text(memory->value)),
                     "give it at least 6 MiB");
    }
  }
}

template <typename T>
void judge_range(const TaskContainer& each, const Value<T>& value, T least, T most, std::string_view what,
                 std::string (*text)(T), Judgement& judgement) {
  if (value.is_unknown()) {
    judgement.doubt(value.where, each.label,
                    fmt::format("the {} of {} is not known: {}", what, each.label, value.reason()));
  }
  if (value.is_known() && (value.value < least || value.value > most)) {
    judgement.fail({.message = fmt::format("the {} of {} is out of range", what, each.label),
                    .expected = fmt::format("{} to {}", text(least), text(most)),
                    .seen = text(value.value),
                    .remedy = "",
                    .subject = each.label,
                    .where = value.where});
  }
}

void judge_health_check(const TaskContainer& each, Judgement& judgement) {
  using std::chrono::seconds;
  const HealthCheck& check = *each.container->health_check;
  const auto time = [](Duration value) { return to_text(value); };
  const auto number = [](std::int64_t value) { return std::to_string(value); };
  judge_range<Duration>(each, check.interval, seconds(5), seconds(300), "health check's interval", time, judgement);
  judge_range<Duration>(each, check.timeout, seconds(2), seconds(60), "health check's timeout", time, judgement);
  judge_range<Duration>(each, check.start_period, seconds(0), seconds(300), "health check's start period", time,
                        judgement);
  judge_range<std::int64_t>(each, check.retries, 1, 10, "number of the health check's retries", number, judgement);
  if (check.command.empty() && !check.command.is_unknown()) {
    judgement.fail(check.where, each.label, fmt::format("the health check of {} has no command", each.label),
                   "set `command`");
    return;
  }
  const Text* first = check.command.empty() ? nullptr : &check.command[0];
  // A single text is what the console and older files hold: a shell gets it.
  if (first && first->is_known() && check.command.size() > 1 && first->value != "CMD" && first->value != "CMD-SHELL" &&
      first->value != "NONE") {
    judgement.fail({.message = fmt::format("the health check of {} does not say how its command is run", each.label),
                    .expected = "CMD or CMD-SHELL as the first word",
                    .seen = first->value,
                    .remedy = "",
                    .subject = each.label,
                    .where = first->where});
  }
  if (first && first->is("CMD-SHELL") && check.command.size() > 2) {
    judgement.fail(
        check.command.where, each.label,
        fmt::format("the health check of {} gives the shell several words, of which it runs the first", each.label),
        "put the whole command into one text behind CMD-SHELL");
  }
}

}  // namespace

void judge_limits(const Facts& facts, Judgement& judgement) {
  for (const Task& task : facts.tasks) {
    for (const TaskContainer& each : task.containers) {
      judgement.look();
      judge_memory(task, each, judgement);
      if (each.container->health_check) {
        judge_health_check(each, judgement);
      }
    }
  }
}

}  // namespace roadworthy
