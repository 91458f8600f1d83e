#include "runtime/runtimes.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>

#include <fmt/format.h>
#include <sys/prctl.h>

#include "runtime/docker/docker_runtime.h"
#include "runtime/process/enter.h"
#include "runtime/process/isolation.h"
#include "runtime/process/process_runtime.h"

namespace roadworthy {
namespace {

Result<std::unique_ptr<Runtime>> make_process(const StandOptions& options) {
  auto isolation = enter_isolation({.folder = options.folder, .wanted = {}, .parent = 0});
  if (!isolation) {
    return std::unexpected(isolation.error());
  }
  return std::make_unique<ProcessRuntime>(*std::move(isolation));
}

RuntimeExamination examine_process() {
  const auto probe = probe_isolation();
  if (!probe) {
    return {.usable = false, .found = probe.error().message, .remedy = probe.error().remedy};
  }
  if (probe->namespaces) {
    return {.usable = true,
            .found = probe->user_namespace ? "namespaces, through a user namespace" : "namespaces, as root",
            .remedy = ""};
  }
  return {.usable = true, .found = fmt::format("shared mode only: {}", probe->failed), .remedy = probe->remedy};
}

/// The kernel ends every process of a worker that dies.
Errors sweep_process(const std::string&) {
  return {};
}

Errors sweep_docker(const std::string& run_id) {
  const auto left = left_on_engine(run_id);
  if (!left) {
    return {left.error()};
  }
  Errors errors;
  for (const Abandoned& each : *left) {
    if (auto removed = remove_from_engine(each); !removed) {
      errors.push_back(std::move(removed.error()));
    }
  }
  return errors;
}

Result<std::unique_ptr<Runtime>> make_docker(const StandOptions&) {
  // Containers do not end with this process: it has to hear of its parent's end, so that it can remove them.
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  auto runtime = DockerRuntime::connect();
  if (!runtime) {
    // `--skip-unavailable` skips what is not to be had here, unless whoever runs this has promised a daemon.
    const char* required = std::getenv("ROADWORTHY_REQUIRE_DOCKER");
    const bool must_be_there = required != nullptr && std::string_view(required) == "1";
    runtime.error().kind = must_be_there ? ErrorKind::environment : ErrorKind::unavailable;
    return std::unexpected(runtime.error());
  }
  return *std::move(runtime);
}

RuntimeExamination examine_docker() {
  const auto runtime = DockerRuntime::connect();
  if (!runtime) {
    return {.usable = false, .found = runtime.error().message, .remedy = runtime.error().remedy};
  }
  const RuntimeInfo info = (*runtime)->info();
  return {.usable = true, .found = fmt::format("{}, {}", info.version, info.isolation), .remedy = ""};
}

constexpr std::array kRuntimes{
    RuntimeKind{"process", "child processes in Linux namespaces; nothing to install", &make_process, &examine_process,
                &sweep_process, &enter_process_stand},
    RuntimeKind{"docker", "containers of a Docker Engine", &make_docker, &examine_docker, &sweep_docker,
                &enter_on_engine},
};

}  // namespace

std::span<const RuntimeKind> runtimes() {
  return kRuntimes;
}

const RuntimeKind* find_runtime(std::string_view name) {
  const auto found = std::ranges::find(kRuntimes, name, &RuntimeKind::name);
  return found == kRuntimes.end() ? nullptr : &*found;
}

}  // namespace roadworthy
