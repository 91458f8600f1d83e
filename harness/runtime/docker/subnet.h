#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "runtime/docker/engine_client.h"

namespace roadworthy {

/// An IPv4 network of a stand, of 256 addresses.
struct Subnet {
  std::uint32_t first = 0;

  [[nodiscard]] std::string text() const;                         ///< `10.213.7.0/24`
  [[nodiscard]] std::string address(std::uint32_t number) const;  ///< 1 is the gateway's.
};

constexpr std::size_t kMostPodsOfASubnet = 250;

/// Whether `range` (`172.17.0.0/16`) has an address of the subnet; false for what is no IPv4 range.
[[nodiscard]] bool overlaps(const Subnet& subnet, std::string_view range);

/// Whether this machine has a route to exactly that subnet, as it has to a bridge of its own.
[[nodiscard]] bool is_routed_here(const Subnet& subnet);

/// Makes the stand's network, out of reach of anything outside the machine, in a range that no network of the Engine
/// and no route of this machine has. Whoever takes the same range first makes it try the next. Returns the network's
/// id.
struct StandNetwork {
  std::string id;
  Subnet subnet;
};
[[nodiscard]] Result<StandNetwork> make_network(const EngineClient& engine, const std::string& name,
                                                const nlohmann::json& labels, TimePoint deadline);

}  // namespace roadworthy
