#pragma once

#include <string>
#include <string_view>

#include "core/duration.h"
#include "core/error.h"
#include "core/topology.h"
#include "core/unique_fd.h"
#include "runtime/process/isolation.h"

namespace roadworthy {

/// Refuses a topology that needs more than one 127.0.0.1 and the machine's own files: the same stand-in in two pods, a
/// command or environment that uses a pod's or container's name as a host, a volume whose target is no folder that can
/// be written to. Every refusal is an `environment` error with the way to namespaces as its remedy; all are joined.
[[nodiscard]] Result<void> check_for_shared_mode(const Topology& topology, const Isolation& isolation);

/// Whether `text` uses `name` as a host: `http://NAME/`, `user@NAME`, `NAME:9600`.
[[nodiscard]] bool mentions_host(std::string_view text, std::string_view name);

/// Takes the lock that stands in shared mode share throughout the machine; it is released when the descriptor is closed
/// or the process ends. Errors: `environment` when the file is not what it should be, `timed_out` with the holder.
[[nodiscard]] Result<UniqueFd> take_machine_lock(const std::string& path, TimePoint deadline);

/// Where that lock lies. The same for every user, as the ports are.
inline constexpr const char* kMachineLock = "/tmp/roadworthy-shared.lock";

/// How long a stand waits for it: longer than most scenarios take, shorter than a build's patience.
inline constexpr auto kMachineLockPatience = std::chrono::minutes(10);

/// Kills what the stand's programs left behind when they ended themselves: in shared mode, orphans become children of
/// the process that waits outside (`Isolation::waits_outside`), this one's parent. Nothing happens where there is none.
void kill_orphans(pid_t waits_outside);

}  // namespace roadworthy
