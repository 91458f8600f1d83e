#include <array>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include "policy/size.h"
#include "rules/families.h"

namespace roadworthy {
namespace {

constexpr std::uint64_t kMiB = 1u << 20;

/// What Fargate offers for a CPU: memory from `least` to `most` in steps, in MiB.
struct FargateRow {
  double cpu = 0;  ///< vCPU
  std::uint64_t least = 0, most = 0, step = 0;
  bool windows = false;  ///< Offered for Windows too.
};

/// The table of "Task CPU and memory" in the Amazon ECS developer guide. 0.25 vCPU and 0.5 vCPU have their own steps.
constexpr std::array kFargate{
    FargateRow{0.25, 512, 2048, 512},       FargateRow{0.5, 1024, 4096, 1024},
    FargateRow{1, 2048, 8192, 1024, true},  FargateRow{2, 4096, 16384, 1024, true},
    FargateRow{4, 8192, 30720, 1024, true}, FargateRow{8, 16384, 61440, 4096},
    FargateRow{16, 32768, 122880, 8192},
};

bool offers(const FargateRow& row, std::uint64_t bytes) {
  if (bytes % kMiB != 0) {
    return false;
  }
  const std::uint64_t memory = bytes / kMiB;
  // 0.25 vCPU comes with 512, 1024 and 2048 MiB alone.
  const bool gap = row.cpu == 0.25 && memory == 1536;
  return memory >= row.least && memory <= row.most && (memory - row.least) % row.step == 0 && !gap;
}

std::string offered(const FargateRow& row) {
  if (row.cpu == 0.25) {
    return "512, 1024 or 2048 MiB";
  }
  return fmt::format("{} to {} MiB in steps of {}", row.least, row.most, row.step);
}

std::string cpu_text(double cpu) {
  return fmt::format("{:g} vCPU", cpu);
}

void judge_pair(const Task& task, Judgement& judgement) {
  const Pod& pod = *task.pod;
  const FargateRow* row = nullptr;
  for (const FargateRow& each : kFargate) {
    row = std::abs(each.cpu - pod.cpu.value) < 1e-9 ? &each : row;
  }
  if (!row) {
    judgement.fail(
        {.message = fmt::format("Fargate offers no task of {}, which {} asks for", cpu_text(pod.cpu.value), task.label),
         .expected = "0.25, 0.5, 1, 2, 4, 8 or 16 vCPU",
         .seen = cpu_text(pod.cpu.value),
         .remedy = "",
         .subject = task.label,
         .where = pod.cpu.where});
    return;
  }
  if (!offers(*row, pod.memory.value)) {
    judgement.fail({.message = fmt::format("Fargate offers no task of {} with {}, which {} asks for",
                                           cpu_text(row->cpu), size_text(pod.memory.value), task.label),
                    .expected = fmt::format("{} with {}", offered(*row), cpu_text(row->cpu)),
                    .seen = size_text(pod.memory.value),
                    .remedy = "",
                    .subject = task.label,
                    .where = pod.memory.where});
  }
  if (pod.os.is_known() && pod.os.value.starts_with("WINDOWS") && !row->windows) {
    judgement.fail(
        pod.cpu.where, task.label,
        fmt::format("Fargate offers no Windows task of {}, which {} asks for", cpu_text(row->cpu), task.label),
        "take 1, 2 or 4 vCPU");
  }
}

}  // namespace

void judge_fargate_size(const Facts& facts, Judgement& judgement) {
  for (const Task& task : facts.tasks) {
    const Pod& pod = *task.pod;
    if (task.fargate != Answer::yes) {
      if (task.fargate == Answer::unknown) {
        judgement.doubt(pod.compatibilities.where, task.label,
                        fmt::format("whether {} runs on Fargate is not known", task.label));
      }
      continue;
    }
    judgement.look();
    if (pod.ephemeral_storage.is_known()) {
      const std::uint64_t gigabytes = pod.ephemeral_storage.value >> 30;
      if (gigabytes < 20 || gigabytes > 200) {
        judgement.fail({.message = fmt::format("Fargate gives {} no {} of ephemeral storage", task.label,
                                               size_text(pod.ephemeral_storage.value)),
                        .expected = "20 to 200 GiB",
                        .seen = size_text(pod.ephemeral_storage.value),
                        .remedy = "",
                        .subject = task.label,
                        .where = pod.ephemeral_storage.where});
      }
    }
    bool missing = false;
    const auto require = [&](const auto& value, std::string_view what) {
      if (value.is_unknown()) {
        judgement.doubt(value.where, task.label,
                        fmt::format("the {} of {} is not known: {}", what, task.label, value.reason()));
        missing = true;
      } else if (value.is_absent()) {
        missing = true;
        if (!task.component) {  // The component adds up its containers.
          judgement.fail(value.where, task.label,
                         fmt::format("{} says no {} for the task, which Fargate needs", task.label, what),
                         fmt::format("set `{}` beside the containers", what));
        }
      }
    };
    require(pod.cpu, "cpu");
    require(pod.memory, "memory");
    if (!missing) {
      judge_pair(task, judgement);
    }
  }
}

void judge_containers_fit(const Facts& facts, Judgement& judgement) {
  doubt_unknown_tasks(facts, judgement);
  for (const Task& task : facts.tasks) {
    const Pod& pod = *task.pod;
    double cpu = 0;
    std::uint64_t reserved = 0;
    if (!pod.cpu.is_known() && !pod.memory.is_known()) {
      continue;
    }
    judgement.look();
    for (const TaskContainer& each : task.containers) {
      const Container& container = *each.container;
      for (const auto* size : {&container.memory, &container.memory_reservation}) {
        if (size->is_unknown()) {
          judgement.doubt(size->where, each.label,
                          fmt::format("the memory of {} is not known: {}", each.label, size->reason()));
        }
      }
      if (container.cpu.is_unknown()) {
        judgement.doubt(container.cpu.where, each.label,
                        fmt::format("the cpu of {} is not known: {}", each.label, container.cpu.reason()));
      }
      cpu += container.cpu.value_or(0);
      reserved +=
          container.memory_reservation.is_known() ? container.memory_reservation.value : container.memory.value_or(0);
      if (pod.memory.is_known() && container.memory.is_known() && container.memory.value > pod.memory.value) {
        judgement.fail({.message = fmt::format("container {} may use more memory than its whole task has", each.label),
                        .expected = fmt::format("at most {}", size_text(pod.memory.value)),
                        .seen = size_text(container.memory.value),
                        .remedy = "",
                        .subject = each.label,
                        .where = container.memory.where});
      }
    }
    if (pod.cpu.is_known() && cpu > pod.cpu.value + 1e-9) {
      judgement.fail(
          {.message = fmt::format("the containers of {} ask for more CPU than the task has", task.label),
           .expected = fmt::format("at most {} ({:g} units) in all", cpu_text(pod.cpu.value), pod.cpu.value * 1024),
           .seen = fmt::format("{} ({:g} units)", cpu_text(cpu), cpu * 1024),
           .remedy = "",
           .subject = task.label,
           .where = pod.cpu.where});
    }
    if (pod.memory.is_known() && reserved > pod.memory.value) {
      judgement.fail({.message = fmt::format("the containers of {} ask for more memory than the task has", task.label),
                      .expected = fmt::format("at most {} in all", size_text(pod.memory.value)),
                      .seen = size_text(reserved),
                      .remedy = "",
                      .subject = task.label,
                      .where = pod.memory.where});
    }
  }
}

}  // namespace roadworthy
