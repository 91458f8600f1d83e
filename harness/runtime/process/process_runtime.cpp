#include "runtime/process/process_runtime.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include "runtime/process/engine_only.h"
#include "runtime/process/files.h"
#include "runtime/process/launch_plan.h"
#include "runtime/process/network.h"
#include "runtime/process/process_stand.h"
#include "runtime/process/shared_mode.h"

namespace roadworthy {
namespace {

/// A folder for each volume that a container names, which anybody may write to.
Result<void> make_volumes(const Topology& topology, const StandOptions& options) {
  if (auto done = make_folder(options.folder + "/volumes", 0755); !done) {
    return done;
  }
  for (const PodSpec& pod : topology.pods) {
    for (const ContainerSpec& container : pod.containers) {
      for (const VolumeMount& volume : container.volumes) {
        if (volume.is_bind()) {
          continue;
        }
        if (volume.source.empty() || volume.source.starts_with('.') || volume.source.contains('/')) {
          return fail(ErrorKind::invalid_file, fmt::format("`{}` is no name for a volume", volume.source));
        }
        if (auto done = make_folder(volume_folder(options, volume.source), 0777); !done) {
          return done;
        }
      }
    }
  }
  return {};
}

std::vector<std::string> pod_names(const Topology& topology) {
  std::vector<std::string> names;
  for (const PodSpec& pod : topology.pods) {
    names.push_back(pod.name);
  }
  return names;
}

}  // namespace

RuntimeInfo ProcessRuntime::info() const {
  utsname kernel{};
  ::uname(&kernel);
  return {.name = "process", .version = "", .isolation = describe(isolation_), .kernel = kernel.release};
}

Result<std::unique_ptr<Stand>> ProcessRuntime::prepare(const Topology& topology, const StandOptions& options) {
  if (auto done = check_for_engine_settings(topology); !done) {
    return std::unexpected(done.error());
  }
  ProcessStand::Parts parts{
      .topology = topology, .options = options, .isolation = isolation_, .network = {}, .machine_lock = {}};
  if (isolation_.mode == IsolationMode::shared) {
    if (auto done = check_for_shared_mode(topology, isolation_); !done) {
      return std::unexpected(done.error());
    }
    auto lock = take_machine_lock(kMachineLock, std::chrono::steady_clock::now() + kMachineLockPatience);
    if (!lock) {
      return std::unexpected(lock.error());
    }
    parts.machine_lock = *std::move(lock);
  } else {
    if (auto done = make_volumes(topology, options); !done) {
      return std::unexpected(done.error());
    }
    auto network = Network::create(pod_names(topology));
    if (!network) {
      return std::unexpected(network.error());
    }
    parts.network = *std::move(network);
  }
  return ProcessStand::create(std::move(parts));
}

}  // namespace roadworthy
