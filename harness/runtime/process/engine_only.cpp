#include "runtime/process/engine_only.h"

#include <array>
#include <string_view>

#include <fmt/format.h>

namespace roadworthy {
namespace {

/// A setting that processes cannot have here, and why.
struct EngineOnly {
  std::string_view key;
  bool (*is_set)(const EngineSettings& settings);
  std::string_view reason;
};

constexpr std::array kEngineOnly{
    EngineOnly{"cpus", [](const EngineSettings& each) { return each.cpus > 0; }, "limits no processors"},
    EngineOnly{"mem_limit", [](const EngineSettings& each) { return each.memory_limit > 0; }, "limits no memory"},
    EngineOnly{"read_only", [](const EngineSettings& each) { return each.read_only; }, "leaves /tmp and /run writable"},
    EngineOnly{"cap_add", [](const EngineSettings& each) { return !each.cap_add.empty(); }, "changes no capabilities"},
    EngineOnly{"cap_drop", [](const EngineSettings& each) { return !each.cap_drop.empty(); },
               "changes no capabilities"},
    EngineOnly{"ulimits", [](const EngineSettings& each) { return !each.ulimits.empty(); },
               "leaves limits as they are"},
    EngineOnly{"extra_hosts", [](const EngineSettings& each) { return !each.extra_hosts.empty(); },
               "knows the stand's names only"},
    EngineOnly{"network_mode", [](const EngineSettings& each) { return each.host_network; },
               "lets nothing reach the machine's network"},
    EngineOnly{"healthcheck",
               [](const EngineSettings& each) { return each.healthcheck && !each.healthcheck->disabled; },
               "runs no health checks"},
    EngineOnly{"restart", [](const EngineSettings& each) { return !each.restart.empty() && each.restart != "no"; },
               "starts nothing again by itself"},
    EngineOnly{"tmpfs", [](const EngineSettings& each) { return !each.tmpfs.empty(); }, "mounts no tmpfs"},
};

}  // namespace

Result<void> check_for_engine_settings(const Topology& topology) {
  for (const PodSpec& pod : topology.pods) {
    for (const ContainerSpec& container : pod.containers) {
      const std::string name = stand_name(topology, container);
      for (const EngineOnly& each : kEngineOnly) {
        if (each.is_set(container.engine)) {
          return fail(ErrorKind::unavailable,
                      fmt::format("{} has `{}`, and the process runtime {}", name, each.key, each.reason),
                      "run it with --runtime docker");
        }
      }
    }
  }
  return {};
}

}  // namespace roadworthy
