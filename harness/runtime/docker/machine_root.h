#pragma once

#include <string>

#include "core/runtime.h"
#include "runtime/docker/container_body.h"
#include "runtime/docker/engine_client.h"

namespace roadworthy {

/// For a command of this machine, such as `python3 server.py`, for which there is no image: the container sees the
/// machine's programs and the paths that its command line names, all of them read-only, around an empty root. Needs an
/// Engine on this machine; `environment` otherwise, with the remedy.
[[nodiscard]] Result<void> put_on_machine_root(const EngineClient& engine, const StandOptions& options,
                                               ContainerSpec& spec, ContainerFrame& frame, const std::string& lock_file,
                                               TimePoint deadline);

}  // namespace roadworthy
