#include "runtime/docker/container_body.h"

#include <cmath>

#include <fmt/format.h>

namespace roadworthy {
namespace {

using nlohmann::json;

json mounts_of(const ContainerSpec& spec, const ContainerFrame& frame) {
  json mounts = json::array();
  for (const std::string& folder : frame.machine_folders) {
    mounts.push_back({{"Type", "bind"}, {"Source", folder}, {"Target", folder}, {"ReadOnly", true}});
  }
  for (const VolumeMount& volume : spec.volumes) {
    mounts.push_back({{"Type", volume.is_bind() ? "bind" : "volume"},
                      {"Source", volume.is_bind() ? volume.source : frame.volume_name(volume.source)},
                      {"Target", volume.target},
                      {"ReadOnly", volume.read_only}});
  }
  return mounts;
}

json health_of(const ContainerHealthCheck& check) {
  if (check.disabled) {
    return {{"Test", {"NONE"}}};
  }
  return {{"Test", check.test},
          {"Interval", check.interval.count()},
          {"Timeout", check.timeout.count()},
          {"StartPeriod", check.start_period.count()},
          {"Retries", check.retries}};
}

json restart_of(const std::string& policy) {
  const std::size_t colon = policy.find(':');
  json restart{{"Name", policy.substr(0, colon)}};
  if (colon != std::string::npos) {
    restart["MaximumRetryCount"] = std::stoi("0" + policy.substr(colon + 1));
  }
  return restart;
}

json host_of(const ContainerSpec& spec, const ContainerFrame& frame) {
  const EngineSettings& engine = spec.engine;
  json host{{"NetworkMode", engine.host_network ? "host" : "container:" + frame.holder},
            {"Mounts", mounts_of(spec, frame)},
            {"ReadonlyRootfs", engine.read_only},
            // The lines are read as they come; what the Engine keeps is for people, and must not fill a disk.
            {"LogConfig", {{"Type", "json-file"}, {"Config", {{"max-size", "8m"}, {"max-file", "1"}}}}}};
  if (engine.cpus > 0) {
    host["NanoCpus"] = std::llround(engine.cpus * 1e9);
  }
  if (engine.memory_limit > 0) {
    host["Memory"] = engine.memory_limit;
    host["MemorySwap"] = engine.memory_limit;  // No swap on top: the limit is the limit.
  }
  if (!engine.cap_add.empty()) {
    host["CapAdd"] = engine.cap_add;
  }
  if (!engine.cap_drop.empty()) {
    host["CapDrop"] = engine.cap_drop;
  }
  for (const auto& [name, limit] : engine.ulimits) {
    host["Ulimits"].push_back({{"Name", name}, {"Soft", limit.soft}, {"Hard", limit.hard}});
  }
  if (!engine.tmpfs.empty()) {
    host["Tmpfs"] = engine.tmpfs;
  }
  if (engine.host_network && !engine.extra_hosts.empty()) {
    host["ExtraHosts"] = engine.extra_hosts;  // With a pod's network they are the holder's.
  }
  if (!engine.restart.empty()) {
    host["RestartPolicy"] = restart_of(engine.restart);
  }
  return host;
}

}  // namespace

json container_body(const ContainerSpec& spec, const ContainerFrame& frame) {
  json body{{"Image", frame.image},
            {"Labels", frame.labels},
            {"AttachStdout", true},
            {"AttachStderr", true},
            {"OpenStdin", spec.accepts_control},
            {"AttachStdin", spec.accepts_control},
            {"HostConfig", host_of(spec, frame)}};
  json environment = json::array();
  for (const auto& [name, value] : spec.environment) {
    environment.push_back(name + "=" + value);
  }
  body["Env"] = std::move(environment);
  if (spec.engine.entrypoint) {
    body["Entrypoint"] = *spec.engine.entrypoint;
    body["Cmd"] = frame.command;
  } else if (frame.replaces_entrypoint) {
    body["Entrypoint"] = frame.command;
    body["Cmd"] = json::array();
  } else if (!frame.command.empty()) {
    body["Cmd"] = frame.command;
  }
  if (spec.user) {
    body["User"] = *spec.user;
  }
  if (!frame.working_directory.empty()) {
    body["WorkingDir"] = frame.working_directory;
  }
  if (spec.engine.healthcheck) {
    body["Healthcheck"] = health_of(*spec.engine.healthcheck);
  }
  return body;
}

}  // namespace roadworthy
