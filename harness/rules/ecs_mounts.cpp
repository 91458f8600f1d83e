#include <map>

#include <fmt/format.h>

#include "rules/families.h"

namespace roadworthy {
namespace {

void judge_container_mounts(const Task& task, const TaskContainer& each, Judgement& judgement) {
  std::map<std::string, const Mount*> targets;
  for (const Mount& mount : each.container->mounts) {
    if (mount.kind == MountKind::from_container && mount.source.is_known()) {
      judgement.look();
      if (!find_container(*task.pod, mount.source.value) && may_have_another(task.pod->containers)) {
        judgement.doubt(mount.source.where, each.label,
                        fmt::format("{} takes the volumes of `{}`, and the containers of {} are not all known",
                                    each.label, mount.source.value, task.label));
      } else if (!find_container(*task.pod, mount.source.value)) {
        judgement.fail(mount.source.where, each.label,
                       fmt::format("{} takes the volumes of `{}`, and {} has no such container", each.label,
                                   mount.source.value, task.label),
                       "name a container of the same task");
      }
    }
    if (mount.kind != MountKind::volume) {
      continue;
    }
    judgement.look();
    if (mount.source.is_unknown()) {
      judgement.doubt(mount.source.where, each.label,
                      fmt::format("which volume {} mounts is not known: {}", each.label, why_unknown(mount.source)));
    } else if (mount.source.is_absent() || !find_volume(*task.pod, mount.source.value)) {
      if (may_have_another(task.pod->volumes)) {
        judgement.doubt(mount.where, each.label, fmt::format("the volumes of {} are not all known", task.label));
      } else if (!task.containers_alone) {
        judgement.fail(
            mount.source.where, each.label,
            fmt::format("{} mounts volume `{}`, which {} does not have", each.label, mount.source.value, task.label),
            "add it to the task's volumes");
      }
    }
    if (mount.target.is_absent() || mount.target.is("")) {
      judgement.fail(mount.where, each.label, fmt::format("a mount of {} has no path inside the container", each.label),
                     "set `containerPath`");
    } else if (mount.target.is_known() && !targets.emplace(mount.target.value, &mount).second) {
      judgement.fail(mount.target.where, each.label,
                     fmt::format("{} mounts two volumes at {}", each.label, mount.target.value), "keep one of them");
    }
  }
}

}  // namespace

void judge_mounts(const Facts& facts, Judgement& judgement) {
  for (const Task& task : facts.tasks) {
    std::map<std::string, const Volume*> volumes;
    for (const Volume& volume : task.pod->volumes) {
      judgement.look();
      if (volume.name.is_absent() || volume.name.is("")) {
        judgement.fail(volume.where, task.label, fmt::format("a volume of {} has no name", task.label), "set `name`");
      } else if (volume.name.is_known() && !volumes.emplace(volume.name.value, &volume).second) {
        judgement.fail(volume.name.where, task.label,
                       fmt::format("two volumes of {} have the name `{}`", task.label, volume.name.value),
                       "keep one of them");
      }
    }
    for (const TaskContainer& each : task.containers) {
      judge_container_mounts(task, each, judgement);
    }
  }
}

}  // namespace roadworthy
