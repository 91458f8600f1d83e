#pragma once

#include "core/runtime.h"
#include "runtime/process/isolation.h"
#include "runtime/process/launch.h"

namespace roadworthy {

/// How a container's program is started on a stand with those options; its network and streams are the caller's
/// business. `name` is its stand name. Errors: `unavailable` for a user that this process cannot become, `environment`
/// for a container without a command.
[[nodiscard]] Result<LaunchPlan> make_launch_plan(const ContainerSpec& spec, const std::string& name,
                                                  const StandOptions& options, const Isolation& isolation);

/// Where a volume of that name lies.
[[nodiscard]] std::string volume_folder(const StandOptions& options, const std::string& volume);

/// The file that every container sees as /etc/hosts.
[[nodiscard]] std::string hosts_path(const StandOptions& options);

/// The file that every container sees as /etc/resolv.conf.
[[nodiscard]] std::string resolver_path(const StandOptions& options);

}  // namespace roadworthy
