#include <algorithm>

#include <fmt/format.h>

#include "rules/alloy_task.h"
#include "rules/families.h"
#include "rules/image.h"
#include "rules/text.h"

namespace roadworthy {
namespace {

void expect_not_essential(const TaskContainer& each, Judgement& judgement) {
  const Value<bool>& essential = each.container->essential;
  if (essential.is_unknown()) {
    judgement.doubt(essential.where, each.label, fmt::format("whether {} is essential is not known", each.label));
  } else if (!essential.is(false)) {
    judgement.fail({.message = fmt::format("{} is essential", each.label),
                    .expected = "essential: false",
                    .seen = essential.is_absent() ? "nothing, so essential: true" : "essential: true",
                    .remedy = "set `essential` to false",
                    .subject = each.label,
                    .where = essential.where});
  }
}

/// Where the collector finds its configuration: the path behind `run`, else the image's own.
std::string configuration_path(const Container& container) {
  for (const Text& word : container.command) {
    if (word.is_known() && word.value.find("/") != std::string::npos && !word.value.starts_with("--")) {
      for (const std::string& part : split(word.value, " \t\n'\"")) {
        if (part.starts_with('/') && !part.starts_with("/bin/")) {
          return clean_path(part);
        }
      }
    }
  }
  return "/etc/alloy/config.alloy";
}

/// The mount that holds the path, or nullptr.
const Mount* mount_over(const Container& container, const std::string& path) {
  std::string rest;
  for (const Mount& mount : container.mounts) {
    if (mount.target.is_known() && below(clean_path(mount.target.value), path, rest)) {
      return &mount;
    }
  }
  return nullptr;
}

bool has_unknown_mounts(const Container& container) {
  return container.mounts.is_unknown() || std::ranges::any_of(container.mounts, [](const Mount& mount) {
           return mount.source.is_unknown() || mount.target.is_unknown();
         });
}

void expect_read_only(const TaskContainer& each, const Mount& mount, std::string_view what, Judgement& judgement) {
  if (mount.read_only.is_unknown()) {
    judgement.doubt(mount.read_only.where, each.label,
                    fmt::format("whether {} mounts {} read-only is not known", each.label, what));
  } else if (!mount.read_only.is(true)) {
    judgement.fail({.message = fmt::format("{} can write to {}", each.label, what),
                    .expected = "readOnly: true",
                    .seen = mount.read_only.is_absent() ? "nothing, so readOnly: false" : "readOnly: false",
                    .remedy = "mount it read-only",
                    .subject = each.label,
                    .where = mount.read_only.is_absent() ? mount.where : mount.read_only.where});
  }
}

void judge_image(const Facts& facts, const TaskContainer& each, Judgement& judgement) {
  const Text& image = each.container->image;
  if (image.is_unknown()) {
    judgement.doubt(image.where, each.label,
                    fmt::format("the image of {} is not known: {}", each.label, why_unknown(image)));
    return;
  }
  const ImageName wanted = parse_image(facts.policy.alloy.image);
  const ImageName has = parse_image(image.value);
  // A mirror of the same repository is the same image.
  const bool same = ("/" + has.repository).ends_with("/" + wanted.repository) && has.tag == wanted.tag &&
                    (wanted.digest.empty() || wanted.digest == has.digest);
  if (!same) {
    judgement.fail({.message = fmt::format("{} does not run the image that the policy says", each.label),
                    .expected = facts.policy.alloy.image,
                    .seen = image.value,
                    .remedy = "change the image, or `alloy.image` of the policy",
                    .subject = each.label,
                    .where = image.where});
  }
}

}  // namespace

void judge_alloy_collector(const Facts& facts, Judgement& judgement) {
  for (const AlloyTask& alloy : alloy_tasks(facts)) {
    judgement.look();
    const TaskContainer& each = *alloy.collector;
    judge_image(facts, each, judgement);
    expect_not_essential(each, judgement);
    const Mount* socket = docker_socket_mount(*alloy.task->pod, *each.container);
    const Mount* configuration = mount_over(*each.container, configuration_path(*each.container));
    if ((!socket || !configuration) && has_unknown_mounts(*each.container)) {
      judgement.doubt(each.container->mounts.where, each.label,
                      fmt::format("the mounts of {} are not all known", each.label));
      continue;
    }
    if (!socket) {
      judgement.fail(
          {.message = fmt::format("{} does not mount the Docker socket, from which it reads the logs", each.label),
           .expected = "a volume with host path /var/run/docker.sock, and a mount of it",
           .seen = "no such mount",
           .remedy = "add the docker-socket volume to the task and mount it",
           .subject = each.label,
           .where = each.container->mounts.where});
    } else {
      expect_read_only(each, *socket, "the Docker socket", judgement);
    }
    if (!configuration) {
      judgement.fail({.message = fmt::format("{} has no volume where it reads its configuration", each.label),
                      .expected = fmt::format("a mount over {}", configuration_path(*each.container)),
                      .seen = "no such mount",
                      .remedy = "mount the volume that the init writes to",
                      .subject = each.label,
                      .where = each.container->mounts.where});
    } else {
      expect_read_only(each, *configuration, "its configuration", judgement);
    }
  }
}

void judge_alloy_init(const Facts& facts, Judgement& judgement) {
  for (const AlloyTask& alloy : alloy_tasks(facts)) {
    judgement.look();
    const Container& collector = *alloy.collector->container;
    if (!alloy.init) {
      if (alloy.task->pod->containers.is_unknown()) {
        judgement.doubt(alloy.task->pod->containers.where, alloy.task->label, "the containers are not all known");
      } else {
        judgement.fail(alloy.collector->container->where, alloy.collector->label,
                       fmt::format("{} has no init container that fetches the configuration of {}", alloy.task->label,
                                   alloy.collector->label),
                       "add the init container, and let the collector depend on its SUCCESS");
      }
      continue;
    }
    const Container& init = *alloy.init->container;
    expect_not_essential(*alloy.init, judgement);
    const auto found = std::ranges::find_if(collector.depends_on, [&](const ContainerDependency& dependency) {
      return init.name.is_known() && dependency.container.is(init.name.value);
    });
    if (found == collector.depends_on.end()) {
      judgement.fail(collector.where, alloy.collector->label,
                     fmt::format("{} does not wait for {}, which fetches its configuration", alloy.collector->label,
                                 alloy.init->label),
                     "let it depend on the init's SUCCESS");
    } else if (!found->condition.is("SUCCESS")) {
      judgement.fail({.message = fmt::format("{} starts whether or not {} fetched its configuration",
                                             alloy.collector->label, alloy.init->label),
                      .expected = "condition: SUCCESS",
                      .seen = fmt::format("condition: {}", found->condition.value_or("none")),
                      .remedy = "wait for SUCCESS",
                      .subject = alloy.collector->label,
                      .where = found->condition.where});
    }
    const Mount* read = mount_over(collector, configuration_path(collector));
    if (!read || !read->source.is_known() || has_unknown_mounts(init)) {
      continue;
    }
    const auto shared =
        std::ranges::find_if(init.mounts, [&](const Mount& mount) { return mount.source.is(read->source.value); });
    if (shared == init.mounts.end()) {
      judgement.fail({.message = fmt::format("{} does not mount the volume from which {} reads its configuration",
                                             alloy.init->label, alloy.collector->label),
                      .expected = fmt::format("a mount of `{}`", read->source.value),
                      .seen = "no such mount",
                      .remedy = "mount the same volume in both",
                      .subject = alloy.init->label,
                      .where = init.mounts.is_absent() ? init.where : init.mounts.where});
    } else if (shared->read_only.is(true)) {
      judgement.fail(
          shared->read_only.where, alloy.init->label,
          fmt::format("{} cannot write the configuration: it mounts the volume read-only", alloy.init->label),
          "leave `readOnly` out of the init's mount");
    }
  }
}

void judge_alloy_placement(const Facts& facts, Judgement& judgement) {
  for (const Task& task : facts.tasks) {
    const auto volume = std::ranges::find_if(task.pod->volumes, [](const Volume& each) {
      return each.host_path.is_known() && each.host_path.value.ends_with("/docker.sock");
    });
    const bool mounted = std::ranges::any_of(task.containers, [&](const TaskContainer& each) {
      return docker_socket_mount(*task.pod, *each.container) != nullptr;
    });
    if (volume == task.pod->volumes.end() && !mounted) {
      continue;
    }
    judgement.look();
    if (task.fargate == Answer::unknown) {
      judgement.doubt(task.pod->compatibilities.where, task.label,
                      fmt::format("whether {} runs on Fargate is not known", task.label));
    } else if (task.fargate == Answer::yes) {
      judgement.fail(volume->host_path.where, task.label,
                     fmt::format("{} mounts the Docker socket and asks for Fargate, which has none", task.label));
    }
  }
}

}  // namespace roadworthy
