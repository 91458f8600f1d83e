#pragma once

#include <array>
#include <string>

#include <fmt/format.h>

#include "comparison/canonical.h"
#include "definition/deployment.h"

namespace roadworthy {

/// `text_of`: a plain value in one line. `key_of`: what an entry of a list is known by.

inline std::string text_of(bool flag) {
  return flag ? "true" : "false";
}
inline std::string text_of(double number) {
  return fmt::format("{:.6g}", number);
}
inline std::string text_of(std::int64_t number) {
  return std::to_string(number);
}
inline std::string text_of(std::uint64_t number) {
  return std::to_string(number);
}
inline std::string text_of(Duration duration) {
  return to_text(duration);
}
inline std::string text_of(const PortRange& ports) {
  return ports.first == ports.last ? std::to_string(ports.first) : fmt::format("{}-{}", ports.first, ports.last);
}
inline std::string text_of(Direction direction) {
  return direction == Direction::ingress ? "ingress" : "egress";
}
inline std::string text_of(MountKind kind) {
  constexpr std::array names{"volume", "host path", "anonymous", "tmpfs", "of another container"};
  return names[static_cast<std::size_t>(kind)];
}
inline std::string text_of(VolumeKind kind) {
  constexpr std::array names{"scratch",    "host path",           "docker", "file share", "secret files",
                             "repository", "configured at launch"};
  return names[static_cast<std::size_t>(kind)];
}
template <typename Kind>
  requires std::is_enum_v<Kind>
inline std::string text_of(Kind kind) {
  return std::to_string(static_cast<int>(kind));
}

inline const std::string& written(const Text& text) {
  return text.is_unknown() ? text.unknown->written : text.value;
}

inline std::string key_of(const Container& container) {
  return written(container.name);
}
inline std::string key_of(const PortMapping& port) {
  return text_of(port.container_port.value) + "/" + port.protocol.value_or("tcp");
}
inline std::string key_of(const Mount& mount) {
  return mount.target.is_absent() ? written(mount.source) : canonical_path(written(mount.target));
}
inline std::string key_of(const SecretUse& use) {
  return use.name.value;
}
inline std::string key_of(const ContainerDependency& dependency) {
  return dependency.container.value;
}
inline std::string key_of(const NetworkAttachment& attachment) {
  return attachment.network.value;
}
inline std::string key_of(const UserLimit& limit) {
  return limit.name.value;
}
inline std::string key_of(const Volume& volume) {
  return volume.name.value;
}
inline std::string key_of(const ServiceBalancer& balancer) {
  return fmt::format("{}:{}", balancer.container.value, balancer.port.value);
}
inline std::string key_of(const Dependency& dependency) {
  return dependency.from + " after " + dependency.to;
}
inline std::string key_of(const FirewallRule& rule) {
  return fmt::format("{} {} {}-{} of {}", text_of(rule.direction.value), rule.protocol.value, rule.from_port.value,
                     rule.to_port.value, rule.group.ids.empty() ? rule.group.text.value : rule.group.ids.front());
}
inline std::string key_of(const ListenerAction& action) {
  return action.type.value;
}
template <typename T>
  requires requires(const T& element) { element.id; }
inline std::string key_of(const T& element) {
  return element.id;
}

}  // namespace roadworthy
