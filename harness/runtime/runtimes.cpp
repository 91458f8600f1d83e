#include "runtime/runtimes.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

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

constexpr std::array kRuntimes{
    RuntimeKind{"process", "child processes in Linux namespaces; nothing to install", &make_process, &examine_process},
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
