#include <algorithm>

#include <fmt/format.h>

#include "rules/families.h"
#include "rules/status_pair.h"
#include "rules/text.h"

namespace roadworthy {
namespace {

constexpr std::string_view kDefaultLogPath = "/var/log/logstash/logstash-plain.log";

/// Mounts of the container, with those that it takes from others.
std::vector<const Mount*> mounts_of(const Facts& facts, const Placed& placed) {
  std::vector<const Mount*> mounts;
  for (const Mount& mount : placed.container->mounts) {
    if (mount.kind != MountKind::from_container) {
      mounts.push_back(&mount);
      continue;
    }
    for (const Pod& pod : facts.deployment.pods) {
      const Container* source = mount.source.is_known() ? find_container(pod, mount.source.value) : nullptr;
      if (source && (pod.id == placed.pod->id || (!pod.host.empty() && pod.host == placed.pod->host))) {
        for (const Mount& taken : source->mounts) {
          mounts.push_back(&taken);
        }
      }
    }
  }
  return mounts;
}

/// The mount whose target holds `path` most closely, and what remains of the path below it.
const Mount* mount_over(const std::vector<const Mount*>& mounts, std::string_view path, std::string& rest) {
  const Mount* best = nullptr;
  std::size_t longest = 0;
  for (const Mount* mount : mounts) {
    std::string below_it;
    if (mount->target.is_known() && below(clean_path(mount->target.value), path, below_it) &&
        (!best || mount->target.value.size() > longest)) {
      best = mount;
      longest = mount->target.value.size();
      rest = below_it;
    }
  }
  return best;
}

/// What a mount brings into its container, in words that are equal for two mounts of one thing; empty where it is the
/// container's own. `rest` is put behind a host path, so that two folders of one tree are told apart.
std::string source_of(const Placed& placed, const Mount& mount, const std::string& rest) {
  const std::string tail = rest.empty() ? "" : "/" + rest;
  if (mount.kind == MountKind::volume && mount.source.is_known()) {
    const Volume* volume = find_volume(*placed.pod, mount.source.value);
    if (volume && volume->kind == VolumeKind::host_path && volume->host_path.is_known()) {
      return "host path " + clean_path(volume->host_path.value + tail);
    }
    if (volume && volume->kind == VolumeKind::file_share && volume->share.is_known()) {
      return "share " + volume->share.value + tail;
    }
    return fmt::format("volume {}{}", mount.source.value, tail);
  }
  if (mount.kind == MountKind::host_path && mount.source.is_known()) {
    return "host path " + clean_path(mount.source.value + tail);
  }
  return {};
}

bool open_mounts(const Container& container) {
  return container.mounts.is_unknown() ||
         std::ranges::any_of(container.mounts, [](const Mount& mount) { return mount.target.is_unknown(); });
}

/// Whether a mount is at the folder itself: Docker takes no second one there, so those not known are elsewhere.
bool mounted_at(const std::vector<const Mount*>& mounts, const Text& folder) {
  return folder.is_known() && std::ranges::any_of(mounts, [&](const Mount* mount) {
           return mount->target.is_known() && clean_path(mount->target.value) == clean_path(folder.value);
         });
}

/// Where Logstash writes its log file: the option, else the setting that the image takes from the environment.
Text log_folder(const Container& logstash) {
  for (const std::string_view name : {"--path.logs", "-l"}) {
    if (Text option = command_option(logstash, name); !option.is_absent()) {
      return option;
    }
  }
  Text setting = variable(logstash, "PATH_LOGS");
  if (setting.is_absent()) {
    setting = variable(logstash, "path.logs");
  }
  return setting;
}

}  // namespace

void judge_path_logs(const Facts& facts, Judgement& judgement) {
  doubt_unknown_scripts(facts, judgement);
  for (const StatusPair& pair : status_pairs(facts)) {
    const Container& logstash = *pair.logstash.container;
    const std::string label = pair.logstash.label();
    judgement.look();
    const Text folder = log_folder(logstash);
    if (folder.is_unknown() || (folder.is_absent() && has_unknown_command(logstash))) {
      judgement.doubt(folder.where, label,
                      fmt::format("where {} writes its log file is not known: {}", label, why_unknown(folder)));
      continue;
    }
    if (folder.is_absent()) {
      judgement.fail({.message = fmt::format("{} writes no log file: its command has no `--path.logs`", label),
                      .expected = "--path.logs and the directory of the log volume",
                      .seen = logstash.command.empty() ? "the image's own command" : "a command without it",
                      .remedy = "",
                      .subject = label,
                      .where = logstash.command.empty() ? logstash.where : logstash.command.where});
      continue;
    }
    std::string rest;
    const std::vector<const Mount*> mounts = mounts_of(facts, pair.logstash);
    const Mount* mount = mount_over(mounts, clean_path(folder.value), rest);
    if (!mount && open_mounts(logstash)) {
      judgement.doubt(logstash.mounts.where, label, fmt::format("the mounts of {} are not all known", label));
    } else if (!mount) {
      judgement.fail({.message = fmt::format("{} writes its log file where no volume is mounted", label),
                      .expected = "a directory that a volume is mounted at",
                      .seen = folder.value,
                      .remedy = "",
                      .subject = label,
                      .where = folder.where});
    }
  }
}

void judge_log_volume(const Facts& facts, Judgement& judgement) {
  doubt_unknown_scripts(facts, judgement);
  for (const StatusPair& pair : status_pairs(facts)) {
    const std::string label = pair.sidecar.label();
    judgement.look();
    Text file = variable(*pair.sidecar.container, "LOGSTASH_LOG_PATH");
    if (file.is_unknown()) {
      judgement.doubt(file.where, label,
                      fmt::format("LOGSTASH_LOG_PATH of {} is not known: {}", label, why_unknown(file)));
      continue;
    }
    const std::string path = clean_path(file.value_or(std::string(kDefaultLogPath)));
    std::string below_sidecar;
    const std::vector<const Mount*> mounts = mounts_of(facts, pair.sidecar);
    const Mount* read = mount_over(mounts, path, below_sidecar);
    if (!read) {
      if (open_mounts(*pair.sidecar.container)) {
        judgement.doubt(pair.sidecar.container->mounts.where, label,
                        fmt::format("the mounts of {} are not all known", label));
        continue;
      }
      judgement.fail({.message = fmt::format("{} mounts nothing where it looks for Logstash's log file", label),
                      .expected = fmt::format("a mount over {}{}", path,
                                              file.is_absent() ? ", the default of LOGSTASH_LOG_PATH" : ""),
                      .seen = "no such mount",
                      .remedy = "",
                      .subject = label,
                      .where = file.is_absent() ? pair.sidecar.container->where : file.where});
      continue;
    }
    // The folder that the sidecar looks into, and the one that Logstash writes to.
    const Text written = log_folder(*pair.logstash.container);
    const std::vector<const Mount*> sources = mounts_of(facts, pair.logstash);
    const std::string wanted =
        source_of(pair.sidecar, *read, folder_of(below_sidecar) == "." ? "" : folder_of(below_sidecar));
    if (read->source.is_unknown()) {
      judgement.doubt(read->where, label, fmt::format("what {} mounts at {} is not known", label, read->target.value));
      continue;
    }
    if (open_mounts(*pair.logstash.container) && !mounted_at(sources, written)) {
      judgement.doubt(pair.logstash.container->mounts.where, pair.logstash.label(),
                      fmt::format("the mounts of {} are not all known", pair.logstash.label()));
      continue;
    }
    const bool host_matters = pair.logstash.pod != pair.sidecar.pod;
    const bool one_host = !pair.logstash.pod->host.empty() && pair.logstash.pod->host == pair.sidecar.pod->host;
    const Mount* writes = nullptr;
    std::string given;
    if (written.is_known()) {
      std::string rest;
      writes = mount_over(sources, clean_path(written.value), rest);
      given = writes ? source_of(pair.logstash, *writes, rest) : "";
    } else {
      // Without a known log directory it is enough that one of its mounts is the same thing.
      for (const Mount* mount : sources) {
        const bool same = source_of(pair.logstash, *mount, "") == wanted;
        writes = same || !writes ? mount : writes;
        given = same ? wanted : given.empty() ? source_of(pair.logstash, *mount, "") : given;
      }
    }
    const bool shared =
        !wanted.empty() && wanted == given && (!host_matters || one_host || wanted.starts_with("share "));
    if (!shared) {
      judgement.fail(
          {.message = fmt::format("{} and {} do not mount the same log directory", pair.logstash.label(), label),
           .expected = wanted.empty() ? "one volume or host path in both" : fmt::format("{} in both", wanted),
           .seen = given.empty() ? fmt::format("no such mount of {}", pair.logstash.label())
                                 : fmt::format("{} in {}", given, pair.logstash.label()),
           .remedy = "",
           .subject = label,
           .where = read->where});
      continue;
    }
    if (writes && writes->read_only.is(true)) {
      judgement.fail(
          writes->read_only.where, pair.logstash.label(),
          fmt::format("{} cannot write its log file: it mounts the directory read-only", pair.logstash.label()),
          "mount it read-only in the sidecar alone");
    }
  }
}

void judge_log_directory(const Facts& facts, Judgement& judgement) {
  doubt_unknown_scripts(facts, judgement);
  for (const StatusPair& pair : status_pairs(facts)) {
    const auto host = std::ranges::find(facts.deployment.hosts, pair.logstash.pod->host, &Host::id);
    if (host == facts.deployment.hosts.end() || pair.logstash.pod->kind != PodKind::docker_run) {
      continue;
    }
    const Text written = log_folder(*pair.logstash.container);
    std::string rest;
    const Mount* mount =
        written.is_known() ? mount_over(mounts_of(facts, pair.logstash), clean_path(written.value), rest) : nullptr;
    if (!mount || mount->kind != MountKind::host_path || !mount->source.is_known()) {
      continue;  // A named volume is made by Docker.
    }
    // Lines for a script that another one begins: what is in front of them is not here to be seen.
    const SourceSpan& file = host->where;
    const bool whole = machine_of(facts, *pair.logstash.pod) || (file.file && file.file->text.starts_with("#!")) ||
                       std::ranges::any_of(
                           host->steps, [](const HostStep& step) { return step.kind == HostStepKind::make_directory; });
    if (!whole) {
      continue;
    }
    judgement.look();
    const std::string folder = clean_path(mount->source.value);
    bool made = false;
    bool open = false;
    for (const HostStep& step : host->steps) {
      if (step.kind == HostStepKind::run_container &&
          (step.pod == pair.logstash.pod->id || step.pod == pair.sidecar.pod->id)) {
        break;
      }
      for (const Text& path : step.kind == HostStepKind::make_directory ? step.paths : List<Text>{}) {
        made = made || (path.is_known() && below(folder, clean_path(path.value), rest));
        open = open || path.is_unknown();
      }
    }
    if (!made && open) {
      judgement.doubt(mount->where, pair.logstash.label(), "which directories the script makes is not known");
    } else if (!made) {
      judgement.fail({.message = fmt::format("the script starts {} before it makes {}", pair.logstash.label(), folder),
                      .expected = fmt::format("mkdir -p {} in front of the first docker run", folder),
                      .seen = "no such line",
                      .remedy = "",
                      .subject = pair.logstash.label(),
                      .where = mount->where});
    }
  }
}

void judge_status_user(const Facts& facts, Judgement& judgement) {
  for (const StatusPair& pair : status_pairs(facts)) {
    const Text& user = pair.sidecar.container->user;
    const std::string label = pair.sidecar.label();
    const bool privileged = pair.sidecar.container->privileged.is(true);
    if (user.is_absent() && !privileged) {
      continue;  // Then it is the image's, which the definition does not show.
    }
    judgement.look();
    if (user.is_unknown()) {
      judgement.doubt(user.where, label, fmt::format("the user of {} is not known: {}", label, why_unknown(user)));
      continue;
    }
    const std::string name = user.value.substr(0, user.value.find(':'));
    const std::string expected = facts.policy.status.user;
    const bool root = name == "0" || name == "root" || (user.is_known() && name.empty());
    if (root || privileged) {
      judgement.fail({.message = fmt::format("{} runs {}", label, root ? "as root" : "with all privileges"),
                      .expected = fmt::format("user {}", expected),
                      .seen = root ? fmt::format("user {}", user.value) : "privileged",
                      .remedy = "",
                      .subject = label,
                      .where = root ? user.where : pair.sidecar.container->privileged.where});
    } else if (number_in(name) > 0 && number_in(expected) > 0 && number_in(name) != number_in(expected)) {
      judgement.fail({.message = fmt::format("{} does not run as the user that its image is made for", label),
                      .expected = fmt::format("user {}", expected),
                      .seen = fmt::format("user {}", user.value),
                      .remedy = "",
                      .subject = label,
                      .where = user.where});
    }
  }
}

}  // namespace roadworthy
