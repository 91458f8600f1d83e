#include "runtime/docker/subnet.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <fstream>
#include <functional>
#include <sstream>

#include <arpa/inet.h>
#include <fmt/format.h>

namespace roadworthy {
namespace {

using nlohmann::json;

/// 10.192.0.0/10: seldom used by offices, clouds and Docker itself; 16,384 stands.
constexpr std::uint32_t kPool = 10U << 24U | 192U << 16U;
constexpr std::uint32_t kPoolSize = 1U << 14U;
constexpr int kMostTries = 200;

/// Ranges that the Engine's networks have.
Result<std::vector<std::string>> taken_by_engine(const EngineClient& engine, TimePoint deadline) {
  const auto networks = engine.ask("list the networks", {.path = "/networks"}, deadline);
  if (!networks) {
    return std::unexpected(networks.error());
  }
  std::vector<std::string> taken;
  for (const json& network : *networks) {
    const json ipam = network.value("IPAM", json::object());
    const auto ranges = ipam.find("Config");
    for (const json& range : ranges != ipam.end() && ranges->is_array() ? *ranges : json::array()) {
      taken.push_back(range.value("Subnet", ""));
    }
  }
  return taken;
}

/// Ranges that this machine has routes to (proc(5), `/proc/net/route`): in hexadecimal, in the machine's byte order.
std::vector<std::string> taken_by_routes() {
  std::vector<std::string> taken;
  std::ifstream routes("/proc/net/route");
  std::string line;
  std::getline(routes, line);
  while (std::getline(routes, line)) {
    std::istringstream words(line);
    std::string device;
    std::string gateway;
    std::string rest;
    std::uint32_t destination = 0;
    std::uint32_t mask = 0;
    words >> device >> std::hex >> destination >> gateway >> rest >> rest >> rest >> rest >> mask;
    in_addr address{.s_addr = destination};
    std::string text(INET_ADDRSTRLEN, '\0');
    if (words && mask != 0 && ::inet_ntop(AF_INET, &address, text.data(), INET_ADDRSTRLEN) != nullptr) {
      taken.push_back(fmt::format("{}/{}", text.c_str(), std::popcount(mask)));
    }
  }
  return taken;
}

}  // namespace

std::string Subnet::address(std::uint32_t number) const {
  const std::uint32_t value = first + number;
  return fmt::format("{}.{}.{}.{}", value >> 24U, value >> 16U & 255U, value >> 8U & 255U, value & 255U);
}

std::string Subnet::text() const {
  return address(0) + "/24";
}

bool overlaps(const Subnet& subnet, std::string_view range) {
  const std::size_t slash = range.find('/');
  std::uint32_t bits = 33;
  in_addr address{};
  if (slash == std::string_view::npos ||
      ::inet_pton(AF_INET, std::string(range.substr(0, slash)).c_str(), &address) != 1) {
    return false;
  }
  std::from_chars(range.data() + slash + 1, range.data() + range.size(), bits);
  if (bits > 32) {
    return false;
  }
  const std::uint32_t shorter = std::min(bits, 24U);
  const std::uint32_t mask = shorter == 0 ? 0 : ~0U << (32 - shorter);
  return (ntohl(address.s_addr) & mask) == (subnet.first & mask);
}

bool is_routed_here(const Subnet& subnet) {
  const std::vector<std::string> routes = taken_by_routes();
  return std::ranges::find(routes, subnet.text()) != routes.end();
}

Result<StandNetwork> make_network(const EngineClient& engine, const std::string& name, const json& labels,
                                  TimePoint deadline) {
  auto taken = taken_by_engine(engine, deadline);
  if (!taken) {
    return std::unexpected(taken.error());
  }
  std::ranges::copy(taken_by_routes(), std::back_inserter(*taken));
  const auto start = static_cast<std::uint32_t>(std::hash<std::string>()(name));
  int tries = 0;
  std::string refusal = "every range of 10.192.0.0/10 is taken";
  for (std::uint32_t step = 0; step < kPoolSize && tries < kMostTries; ++step) {
    const Subnet subnet{.first = kPool + ((start + step) % kPoolSize << 8U)};
    if (std::ranges::any_of(*taken, [&](const std::string& range) { return overlaps(subnet, range); })) {
      continue;
    }
    ++tries;
    const json body{
        {"Name", name},     {"Driver", "bridge"},
        {"Internal", true}, {"CheckDuplicate", true},
        {"Labels", labels}, {"IPAM", {{"Config", {{{"Subnet", subnet.text()}, {"Gateway", subnet.address(1)}}}}}}};
    const auto answer = engine.send({.method = "POST", .path = "/networks/create", .body = body}, deadline);
    if (!answer) {
      return std::unexpected(answer.error());
    }
    if (answer->good()) {
      return StandNetwork{.id = answer->json().value("Id", ""), .subnet = subnet};
    }
    refusal = answer->message();
    if (refusal.find("overlaps") == std::string::npos && refusal.find("already used") == std::string::npos) {
      break;
    }
  }
  return fail(ErrorKind::environment, fmt::format("make a network for the stand: {}", refusal),
              "`roadworthy gc` removes what killed runs left; `docker network ls` shows the rest");
}

}  // namespace roadworthy
