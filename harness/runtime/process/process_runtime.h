#pragma once

#include <memory>

#include "core/runtime.h"
#include "runtime/process/isolation.h"

namespace roadworthy {

/// Runs a topology as child processes: a network namespace for each pod, a root of bind mounts for each container.
/// Needs no daemon, no root and no image; `ContainerSpec::command` is what runs.
class ProcessRuntime final : public Runtime {
 public:
  /// `isolation` is what `enter_isolation` gave this process.
  explicit ProcessRuntime(Isolation isolation) : isolation_(std::move(isolation)) {}

  [[nodiscard]] RuntimeInfo info() const override;
  [[nodiscard]] Result<std::unique_ptr<Stand>> prepare(const Topology& topology, const StandOptions& options) override;

 private:
  Isolation isolation_;
};

}  // namespace roadworthy
