#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/duration.h"
#include "definition/value.h"

namespace roadworthy {

struct PortRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;  ///< Equal to `first` for a single port; inclusive.
  auto operator<=>(const PortRange&) const = default;
};

/// A port that a container publishes on its host or pod.
struct PortMapping {
  Value<PortRange> container_port;
  Value<PortRange>
      host_port;  ///< Absent: chosen by the platform (and in awsvpc and host networks the container's own). 0 the same.
  Text host_address;  ///< Absent: every address of the host.
  Text protocol;      ///< Lower case: tcp, udp, sctp.
  Text name;
  Text app_protocol;
  SourceSpan where;
};

enum class MountKind {
  volume,          ///< `source` is the name of a volume of the pod (or of the host's, for Compose and docker run).
  host_path,       ///< `source` is a path of the host: absolute, or relative to the Compose file (`./data`).
  anonymous,       ///< A volume of the container's own, without a name.
  memory,          ///< tmpfs.
  from_container,  ///< All mounts of the container that `source` names; no target.
};

struct Mount {
  MountKind kind = MountKind::volume;
  Text source;
  Text target;  ///< Path inside the container, as written, but for a slash at its end in Compose and docker run.
  Value<bool> read_only;
  std::vector<Setting> further;
  SourceSpan where;
};

enum class VolumeKind {
  scratch,       ///< Empty at the start, lives as long as its pod: ECS volume with only a name, ACI `empty_dir`.
  host_path,     ///< A folder or socket of the host.
  docker,        ///< A volume of the Docker daemon: Compose named volume, ECS dockerVolumeConfiguration.
  file_share,    ///< EFS, FSx, S3 Files, Azure file share.
  secret_files,  ///< Files made from secret values.
  repository,    ///< A git repository's content.
  at_launch,     ///< ECS `configuredAtLaunch`.
};

struct Volume {
  Text name;
  VolumeKind kind = VolumeKind::scratch;
  Text host_path;        ///< Of host_path.
  Text share;            ///< Of file_share: file system id or share name.
  Value<bool> external;  ///< Exists already; the deployment does not make it.
  Text external_name;    ///< The name that the daemon knows it by, when it is another one.
  Text driver;
  List<NamedText> options;  ///< Of the driver.
  List<NamedText> labels;
  std::vector<Setting> further;
  SourceSpan where;
};

/// A secret as one container gets it.
struct SecretUse {
  enum class As { environment, file } as = As::environment;
  Text name;        ///< Environment variable, or (for files) the secret's name in the deployment.
  Text value_from;  ///< ARN or name of the parameter or secret; absent for a Compose secret.
  Text target;      ///< Of files: path in the container; absent: /run/secrets/NAME (configs: /NAME).
  std::vector<Setting> further;
  SourceSpan where;
};

/// Another container (or service) that has to reach a state first.
struct ContainerDependency {
  Text container;        ///< Name.
  Text condition;        ///< ECS: START COMPLETE SUCCESS HEALTHY. Compose: service_started service_healthy
                         ///< service_completed_successfully.
  Value<bool> required;  ///< Compose.
  Value<bool> restart;   ///< Compose.
  SourceSpan where;
};

/// A check of one container by its platform.
struct HealthCheck {
  List<Text> command;     ///< `CMD-SHELL`, `curl ...`; ACI `exec` has the words alone.
  Text http_path;         ///< ACI http_get.
  Value<PortRange> port;  ///< ACI http_get.
  Text scheme;            ///< ACI http_get.
  Value<bool> disabled;   ///< Compose `disable`, docker run `--no-healthcheck`.
  Value<Duration> interval;
  Value<Duration> timeout;
  Value<Duration> start_period;
  Value<Duration> start_interval;
  Value<std::int64_t> retries;            ///< Failures in a row that make it unhealthy.
  Value<std::int64_t> success_threshold;  ///< ACI.
  std::vector<Setting> further;
  SourceSpan where;
};

struct LogConfiguration {
  Text driver;
  List<NamedText> options;
  List<NamedText> secret_options;  ///< Value: where the secret comes from.
  SourceSpan where;
};

/// The log router of a FireLens task.
struct Firelens {
  Text type;
  List<NamedText> options;
  SourceSpan where;
};

struct NetworkAttachment {
  Text network;  ///< Name of a ContainerNetwork; `default` for Compose's own.
  List<Text> aliases;
  Text address;
  std::vector<Setting> further;
  SourceSpan where;
};

struct UserLimit {
  Text name;
  Value<std::int64_t> soft;
  Value<std::int64_t> hard;
  SourceSpan where;
};

struct Container {
  std::string id;  ///< `POD_ID/NAME`; unique in the deployment.
  Text name;  ///< Compose: the service's name (see `container_name`); docker run: `--name`, absent when Docker chooses
              ///< it.
  Text container_name;  ///< Compose `container_name`.
  Text image;           ///< Absent in Compose when it is built.
  Text build_context;
  bool init = false;                        ///< Runs to its end before the others start (ACI init_container).
  Value<bool> essential;                    ///< ECS.
  Value<double> cpu;                        ///< vCPU (ECS: units / 1024). Compose and docker run: the limit (`cpus`).
  Value<double> cpu_limit;                  ///< vCPU; ACI.
  Value<double> cpu_reservation;            ///< vCPU; Compose `deploy.resources.reservations`.
  Value<std::uint64_t> memory;              ///< Bytes: hard limit (ACI: what is asked for).
  Value<std::uint64_t> memory_limit;        ///< Bytes; ACI.
  Value<std::uint64_t> memory_reservation;  ///< Bytes: soft limit.
  List<Text> entry_point;
  List<Text> command;  ///< Words. A Compose command string is split by POSIX word rules.
  List<NamedText> environment;
  List<Text> environment_files;
  List<SecretUse> secrets;
  List<PortMapping> ports;
  List<Value<PortRange>> exposed_ports;  ///< Reachable from the pod's networks, not published.
  List<Mount> mounts;
  List<ContainerDependency> depends_on;
  std::optional<HealthCheck> health_check;
  std::optional<HealthCheck> liveness;   ///< ACI.
  std::optional<HealthCheck> readiness;  ///< ACI.
  std::optional<LogConfiguration> log;
  std::optional<Firelens> firelens;
  Text user;
  Text working_directory;
  Text hostname;
  /// docker run and Compose: bridge, host, none, `container:NAME` (Compose's `service:NAME` reads so too), or a
  /// network's name.
  Text network_mode;
  List<NetworkAttachment> networks;
  List<NamedText> extra_hosts;  ///< Name to address, `host.docker.internal` to `host-gateway`.
  List<Text> dns_servers;
  List<Text> dns_search;
  List<Text> links;
  Value<bool> privileged;
  Value<bool> read_only_root;
  List<Text> capabilities_add;
  List<Text> capabilities_drop;
  List<UserLimit> limits;
  Text restart;  ///< Compose and docker run: no, always, on-failure[:N], unless-stopped. ECS restartPolicy.enabled:
                 ///< `enabled` or `disabled`.
  Value<Duration> start_timeout;
  Value<Duration> stop_timeout;
  List<NamedText> labels;
  List<Text> profiles;  ///< Compose.
  std::vector<Setting> further;
  SourceSpan where;
};

/// Of what kind a pod is: it tells which platform's defaults hold.
enum class PodKind { ecs_task, container_group, compose_service, docker_run };

/// Containers that share a lifecycle and (network mode bridge of ECS apart) `localhost`: an ECS task definition, an ACI
/// group. Compose services and `docker run` containers are pods of one container each, on one host.
struct Pod {
  std::string id;
  PodKind kind = PodKind::ecs_task;
  Text name;         ///< ECS family, ACI group name, Compose service name, docker run `--name`.
  std::string host;  ///< Pods of one non-empty host share its ports and paths. Id of a Host, see deployment.h.
  List<Container> containers;
  List<Volume> volumes;
  Text network_mode;            ///< ECS: bridge, host, awsvpc, none.
  List<Text> compatibilities;   ///< ECS requiresCompatibilities.
  Value<double> cpu;            ///< vCPU of the whole task.
  Value<std::uint64_t> memory;  ///< Bytes, of the whole task.
  Reference task_role;
  Reference execution_role;
  Text pid_mode;
  Text ipc_mode;
  Text os;                                 ///< ECS operatingSystemFamily, ACI os_type.
  Text architecture;                       ///< ECS cpuArchitecture.
  Value<std::uint64_t> ephemeral_storage;  ///< Bytes.
  Text restart;                            ///< ACI restart_policy.
  Text address_kind;                       ///< ACI ip_address_type.
  List<PortMapping> exposed_ports;         ///< ACI exposed_port: container_port and protocol.
  List<Text> dns_servers;
  List<Reference> subnets;  ///< ACI.
  List<NamedText> tags;
  std::vector<Setting> further;
  SourceSpan where;
};

}  // namespace roadworthy
