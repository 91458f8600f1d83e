#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/kept_stand.h"
#include "core/runtime.h"

namespace roadworthy {

constexpr const char* kRunLabel = "roadworthy.run";
constexpr const char* kStandLabel = "roadworthy.stand";
constexpr const char* kMachineLabel = "roadworthy.machine";
constexpr const char* kLeaseLabel = "roadworthy.lease";
constexpr const char* kNameLabel = "roadworthy.name";
constexpr const char* kProgramLabel = "roadworthy.program";  ///< Of images of built programs.

/// What everything that a stand makes carries, so that whoever finds it later knows whose it is.
struct StandLabels {
  std::string run;
  std::string stand;    ///< `RUN-STAND`: unique on the Engine.
  std::string machine;  ///< `HOST:BOOT`, where the lease can be looked at.
  std::string lease;    ///< A file that is locked for as long as the run lives.

  [[nodiscard]] static StandLabels of(const StandOptions& options);
  [[nodiscard]] nlohmann::json to_json(const std::string& name) const;
};

/// This machine, as `StandLabels::machine` names it.
[[nodiscard]] std::string this_machine();

/// Whether the run behind these labels (of a container, network or volume) has ended without cleaning up. `age` is that
/// of the thing itself: what another machine made counts as abandoned after a day. What a person keeps does not, unless
/// it is `released`.
[[nodiscard]] bool is_abandoned(const nlohmann::json& labels, Duration age, const ReleasedStands& released = {});

}  // namespace roadworthy
