#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/duration.h"
#include "core/secrets.h"
#include "core/source_span.h"

namespace roadworthy {

/// A volume as one container sees it.
struct VolumeMount {
  std::string source;  ///< A volume's name, or an absolute path of the machine for a bind mount.
  std::string target;  ///< Absolute path inside the container.
  bool read_only = false;
  SourceSpan where;
  [[nodiscard]] bool is_bind() const { return source.starts_with('/'); }
};

/// What runs a container's program: one of the harness's own stand-ins, what is under test, or neither.
enum class ContainerRole { stand_in, subject, helper };

/// Compose's `healthcheck`. Zero durations and counts: the engine's own default.
struct ContainerHealthCheck {
  bool disabled = false;          ///< Also of one that the image brings.
  std::vector<std::string> test;  ///< `CMD` and its words, or `CMD-SHELL` and a line; empty: the image's own.
  Duration interval{};
  Duration timeout{};
  Duration start_period{};
  std::uint32_t retries = 0;
};

struct ResourceLimit {
  std::int64_t soft = 0;
  std::int64_t hard = 0;
};

/// What only a container engine gives a container. Names and meanings are those of Compose.
struct EngineSettings {
  std::optional<std::vector<std::string>> entrypoint;  ///< Replaces the image's own.
  double cpus = 0.0;                                   ///< 0: no limit.
  std::uint64_t memory_limit = 0;                      ///< In bytes; 0: no limit.
  bool read_only = false;                              ///< The root file system.
  std::vector<std::string> cap_add;
  std::vector<std::string> cap_drop;
  std::map<std::string, ResourceLimit> ulimits;
  std::vector<std::string> extra_hosts;  ///< `NAME:ADDRESS`, also `NAME:host-gateway`.
  bool host_network = false;
  std::optional<ContainerHealthCheck> healthcheck;
  std::string restart;                       ///< `no`, `always`, `unless-stopped`, `on-failure[:N]`; empty: `no`.
  std::map<std::string, std::string> tmpfs;  ///< Path to mount options.
  std::string pull_policy;                   ///< `missing`, `never`, `always`; empty: what the run says.
};

struct ContainerSpec {
  std::string name;  ///< Unique within its pod.
  std::string pod;
  ContainerRole role = ContainerRole::helper;
  std::string stands_for;            ///< Name of the stand-in or of the subject; empty for a helper.
  std::vector<std::string> command;  ///< Argument vector; the process runtime needs it, an image may bring its own.
  std::string image;                 ///< Image reference; empty on the process runtime.
  std::map<std::string, std::string> environment;
  std::vector<VolumeMount> volumes;
  std::optional<std::string> user;  ///< `UID`, `UID:GID` or a name.
  std::string working_directory;    ///< Empty: the caller's, for what a user put in; `/` otherwise.
  bool completes = false;           ///< Its exit is expected (init and migration containers) and ends no wait.
  EngineSettings engine;
  bool accepts_control = false;  ///< Speaks the stand-in control protocol on its standard input and output.
  SourceSpan where;
};

/// Whether its exit is no surprise: it completes, or its engine starts it again.
[[nodiscard]] bool may_end(const ContainerSpec& container);

/// Containers that share `localhost`, volumes and lifecycle.
struct PodSpec {
  std::string name;
  std::vector<ContainerSpec> containers;
  SourceSpan where;
};

struct Topology {
  std::vector<PodSpec> pods;
  Secrets secrets;  ///< Values given to its containers that nothing may show.
};

/// Stable name of a container throughout a stand: `name`, or `name.pod` where another pod has one of the same name.
[[nodiscard]] std::string stand_name(const Topology& topology, const ContainerSpec& container);

/// The container of that name (`name` if unique, or `name.pod`), or nullptr.
[[nodiscard]] const ContainerSpec* find_container(const Topology& topology, std::string_view name);

/// The pod of that name, or nullptr.
[[nodiscard]] const PodSpec* find_pod(const Topology& topology, std::string_view name);

}  // namespace roadworthy
