#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/duration.h"
#include "core/error.h"
#include "core/unique_fd.h"

namespace roadworthy {

/// A pod's network: its own ports, loopback and address on the stand's bridge.
struct PodNetwork {
  std::string pod;
  std::string address;  ///< Dotted IPv4.
  UniqueFd space;       ///< Its network namespace, which lives as long as this.
};

/// The stand's network: a bridge in the network namespace of this process, which is thereby "outside the pods", and a
/// namespace for each pod. IPv4, and ::1 inside each pod; there is no way out to the machine.
class Network {
 public:
  /// At most 250 pods. The process must own its network namespace (`enter_isolation`) and have no network in it yet.
  [[nodiscard]] static Result<Network> create(const std::vector<std::string>& pods);

  /// Unplugs a pod's cable, or plugs it in again and waits until packets pass.
  [[nodiscard]] Result<void> set_connected(std::string_view pod, bool connected);

  [[nodiscard]] const std::vector<PodNetwork>& pods() const { return pods_; }

 private:
  std::vector<PodNetwork> pods_;
};

/// Connects to a numeric address from inside the network namespace that `space` refers to (-1: that of this process).
/// The socket does not block. Errors: `no_answer` with the reason in words; `interrupted` once `interruption` (a
/// descriptor, -1 for none) is readable.
[[nodiscard]] Result<UniqueFd> connect_within(int space, const std::string& address, std::uint16_t port,
                                              TimePoint deadline, int interruption);

}  // namespace roadworthy
