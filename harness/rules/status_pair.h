#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rules/facts.h"

namespace roadworthy {

/// One container and the pod that it lives in.
struct Placed {
  const Pod* pod = nullptr;
  const Container* container = nullptr;
  [[nodiscard]] std::string label() const;
};

/// A Logstash and the status sidecar that looks at it.
struct StatusPair {
  Placed logstash;
  Placed sidecar;
};

/// Every status sidecar with the Logstash of its pod, else of its host. A container is Logstash by its image or name,
/// or by the policy; the sidecar by LOGSTASH_API_URL in its environment, by its image or name, or by the policy.
[[nodiscard]] std::vector<StatusPair> status_pairs(const Facts& facts);
[[nodiscard]] std::vector<Placed> logstashes(const Facts& facts);

/// Doubts for every machine that is called after Logstash and whose script is not known: it may start both.
void doubt_unknown_scripts(const Facts& facts, Judgement& judgement);

/// What the container's environment says; absent without such a variable, unknown where the environment is.
[[nodiscard]] Text variable(const Container& container, std::string_view name);

/// Port of the dashboard: PORT, else the policy's.
[[nodiscard]] Value<std::int64_t> dashboard_port(const Facts& facts, const Container& sidecar);

/// The value of a command line option, `--name VALUE` or `--name=VALUE`, also inside a shell's text; absent without it.
[[nodiscard]] Text command_option(const Container& container, std::string_view name);

/// Whether words of the command are not known, so that an option may be among them.
[[nodiscard]] bool has_unknown_command(const Container& container);

/// The machine of the plan whose script starts the pod, or nullptr.
[[nodiscard]] const Machine* machine_of(const Facts& facts, const Pod& pod);

}  // namespace roadworthy
