// Prints what the importers make of files, for tests that hold it against what other tools make of them.
//
// Each line of standard input is a JSON list of file names; each line of standard output is `{"refused": [...]}` or
// `{"services": {...}}`, with Compose's names and units. The only argument is the format's name.
#include <iostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "definition/importers.h"

namespace roadworthy {
namespace {

using Json = nlohmann::json;

template <typename T>
void put(Json& node, const char* key, const Value<T>& value) {
  if (value.is_known()) {
    if constexpr (std::is_same_v<T, Duration>) {
      node[key] = value.value.count();
    } else {
      node[key] = value.value;
    }
  } else if (value.is_unknown()) {
    node[key] = "(unknown)";
  }
}

Json texts(const List<Text>& list) {
  Json all = Json::array();
  for (const Text& text : list) {
    all.push_back(text.is_unknown() ? text.unknown->written : text.value);
  }
  return all;
}

void put(Json& node, const char* key, const List<Text>& list) {
  if (!list.empty()) {
    node[key] = texts(list);
  }
}

void put(Json& node, const char* key, const List<NamedText>& list) {
  for (const NamedText& entry : list) {
    node[key][entry.name] = entry.value.is_known()     ? Json(entry.value.value)
                            : entry.value.is_unknown() ? Json("(unknown)")
                                                       : Json();
  }
}

std::string text_of(const Value<PortRange>& range) {
  if (!range.is_known()) {
    return "";
  }
  return range.value.first == range.value.last ? std::to_string(range.value.first)
                                               : fmt::format("{}-{}", range.value.first, range.value.last);
}

Json port_of(const PortMapping& port) {
  return fmt::format("{}|{}|{}|{}", port.host_address.value, text_of(port.host_port), text_of(port.container_port),
                     port.protocol.value_or("tcp"));
}

Json mount_of(const Mount& mount) {
  constexpr const char* kinds[] = {"volume", "bind", "volume", "tmpfs", "volumes_from"};
  return {{"type", kinds[static_cast<std::size_t>(mount.kind)]},
          {"source", mount.source.value},
          {"target", mount.target.value},
          {"read_only", mount.read_only.value_or(false)}};
}

Json health_check_of(const HealthCheck& check) {
  Json node = Json::object();
  put(node, "test", check.command);
  put(node, "interval", check.interval);
  put(node, "timeout", check.timeout);
  put(node, "start_period", check.start_period);
  put(node, "start_interval", check.start_interval);
  put(node, "retries", check.retries);
  put(node, "disable", check.disabled);
  return node;
}

Json service_of(const Container& container) {
  Json node = Json::object();
  put(node, "image", container.image);
  put(node, "container_name", container.container_name);
  put(node, "build", container.build_context);
  put(node, "command", container.command);
  put(node, "entrypoint", container.entry_point);
  put(node, "environment", container.environment);
  put(node, "user", container.user);
  put(node, "working_dir", container.working_directory);
  put(node, "hostname", container.hostname);
  put(node, "restart", container.restart);
  put(node, "privileged", container.privileged);
  put(node, "read_only", container.read_only_root);
  put(node, "cap_add", container.capabilities_add);
  put(node, "cap_drop", container.capabilities_drop);
  put(node, "dns", container.dns_servers);
  put(node, "dns_search", container.dns_search);
  put(node, "links", container.links);
  put(node, "labels", container.labels);
  put(node, "profiles", container.profiles);
  put(node, "network_mode", container.network_mode);
  put(node, "mem_limit", container.memory);
  put(node, "mem_reservation", container.memory_reservation);
  put(node, "cpus", container.cpu);
  put(node, "stop_grace_period", container.stop_timeout);
  for (const NamedText& host : container.extra_hosts) {
    node["extra_hosts"].push_back(host.name + "=" + host.value.value);
  }
  for (const PortMapping& port : container.ports) {
    node["ports"].push_back(port_of(port));
  }
  for (const auto& port : container.exposed_ports) {
    node["expose"].push_back(text_of(port));
  }
  for (const Mount& mount : container.mounts) {
    node["volumes"].push_back(mount_of(mount));
  }
  for (const ContainerDependency& dependency : container.depends_on) {
    node["depends_on"][dependency.container.value] = {{"condition", dependency.condition.value_or("service_started")},
                                                      {"required", dependency.required.value_or(true)},
                                                      {"restart", dependency.restart.value_or(false)}};
  }
  for (const NetworkAttachment& network : container.networks) {
    Json& attachment = node["networks"][network.network.value] = Json::object();
    put(attachment, "aliases", network.aliases);
    put(attachment, "ipv4_address", network.address);
  }
  for (const UserLimit& limit : container.limits) {
    node["ulimits"][limit.name.value] = {limit.soft.value, limit.hard.value};
  }
  for (const SecretUse& use : container.secrets) {
    node["secrets"].push_back(use.name.value + "|" + use.target.value);
  }
  if (container.health_check) {
    node["healthcheck"] = health_check_of(*container.health_check);
  }
  if (container.log) {
    put(node["logging"], "driver", container.log->driver);
    put(node["logging"], "options", container.log->options);
  }
  return node;
}

Json print(const std::vector<std::string>& paths, const std::string& format) {
  const auto deployments = read_deployments(paths, {.as = format, .profiles = {"*"}});
  Errors mistakes = deployments ? deployments->front().mistakes : deployments.error();
  if (deployments) {
    std::ranges::copy(deployments->front().tolerated, std::back_inserter(mistakes));
  }
  if (!mistakes.empty()) {
    Json refused = Json::array();
    for (const Error& mistake : mistakes) {
      refused.push_back(describe(mistake));
    }
    return {{"refused", refused}};
  }
  Json services = Json::object();
  for (const Pod& pod : deployments->front().pods) {
    for (const Container& container : pod.containers) {
      services[container.name.value] = service_of(container);
    }
  }
  return {{"services", services}};
}

}  // namespace
}  // namespace roadworthy

int main(int count, char** arguments) {
  for (std::string line; std::getline(std::cin, line);) {
    const auto paths = nlohmann::json::parse(line).get<std::vector<std::string>>();
    std::cout << roadworthy::print(paths, count > 1 ? arguments[1] : "")
                     .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
              << std::endl;
  }
}
