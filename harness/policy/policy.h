#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/duration.h"
#include "policy/waiver.h"

namespace roadworthy {

/// Of log groups (ECS-LOGGROUP-*).
struct LogGroupPolicy {
  std::string name = "/ecs/{namespace}-{container}";  ///< See naming.h.
  std::int64_t retention_days = 14;
  std::map<std::string, std::string> tags;  ///< Name to value; an empty value stands for any.
};

/// Of the status sidecar beside Logstash (STATUS-*).
struct StatusPolicy {
  std::vector<std::string> logstash;  ///< Patterns of a container's name or image, beside what is evident.
  std::vector<std::string> sidecar;
  std::int64_t port = 3000;      ///< Dashboard, where the sidecar's PORT does not say otherwise.
  std::int64_t api_port = 9600;  ///< Of Logstash's monitoring API.
  std::string user = "1001";
  std::vector<std::string> allowed_ranges;  ///< CIDR that may reach the dashboard; empty: any.
  /// Docker publishes the dashboard on the machine's loopback address alone, for a proxy or a tunnel there.
  bool loopback_only = false;
  double cpu = 0.5;                   ///< vCPU in a container group, at most.
  std::uint64_t memory = 512u << 20;  ///< Bytes in a container group, at most.
};

/// Of the collector sidecar (ALLOY-*).
struct AlloyPolicy {
  std::vector<std::string> collector;  ///< Patterns of a container's name or image, beside what is evident.
  std::string image = "grafana/alloy:v1.12.2";
};

/// Of the configuration sidecar (CONFIG-*).
struct ConfigPolicy {
  std::vector<std::string> sidecar;  ///< Patterns of a container's name or image, beside what is evident.
};

/// What a team has decided, and a definition cannot say of itself. Without a file all of it is as written here.
struct Policy {
  std::string file;                       ///< Empty without one.
  std::optional<std::string> namespace_;  ///< Of the log groups' names; else found from the service or task family.
  std::vector<std::string> sidecars;      ///< Patterns of container names that are sidecars where it is not evident.
  std::vector<std::string> main;          ///< Patterns of container names that are none.
  std::vector<std::string> essential_sidecars;  ///< Patterns of the sidecars that may end their task.
  std::vector<std::string> without_sidecars;    ///< Patterns of task families that need none of the application's.
  LogGroupPolicy log_groups;
  StatusPolicy status;
  AlloyPolicy alloy;
  ConfigPolicy config;
  std::vector<Waiver> waivers;
};

/// Reads a policy file (YAML or JSON) strictly: unknown keys and values out of range are `invalid_file` errors with
/// their place. `known_items`: ids that a waiver may name; empty: any.
[[nodiscard]] std::expected<Policy, Errors> read_policy(const std::string& path,
                                                        const std::vector<std::string>& known_items = {});

/// The same for text that is already there; `name` stands for the path in messages.
[[nodiscard]] std::expected<Policy, Errors> parse_policy(std::string name, std::string text,
                                                         const std::vector<std::string>& known_items = {});

}  // namespace roadworthy
