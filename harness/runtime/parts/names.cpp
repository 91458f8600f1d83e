#include "runtime/parts/names.h"

#include <algorithm>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>

namespace roadworthy {
namespace {

bool is_address(const std::string& host) {
  in6_addr address{};
  return ::inet_pton(AF_INET, host.c_str(), &address) == 1 || ::inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

}  // namespace

void Names::add(const PodSpec& pod, const Topology& topology, const std::string& address) {
  for (const ContainerSpec& container : pod.containers) {
    // A pod's own name comes first where both have it.
    addresses_.emplace(stand_name(topology, container), address);
    addresses_.emplace(container.name + "." + pod.name, address);
  }
}

Names Names::of(const Topology& topology, const std::map<std::string, std::string>& addresses) {
  Names names;
  names.addresses_.insert(addresses.begin(), addresses.end());
  for (const PodSpec& pod : topology.pods) {
    names.add(pod, topology, addresses.at(pod.name));
  }
  return names;
}

Names Names::of(const Topology& topology) {
  Names names;
  for (const PodSpec& pod : topology.pods) {
    names.addresses_.emplace(pod.name, "127.0.0.1");
    names.add(pod, topology, "127.0.0.1");
  }
  return names;
}

std::string Names::address_of(std::string_view host) const {
  if (host == "localhost") {
    return "127.0.0.1";
  }
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  }
  if (const auto found = addresses_.find(host); found != addresses_.end()) {
    return found->second;
  }
  return is_address(std::string(host)) ? std::string(host) : "";
}

std::string Names::hosts_file() const {
  std::string text = "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n";
  for (const auto& [name, address] : addresses_) {
    text += fmt::format("{} {}\n", address, name);
  }
  return text;
}

}  // namespace roadworthy
