#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/topology.h"
#include "runtime/process/network.h"

namespace roadworthy {

/// Host names of a stand: every pod, every container (`name.pod`, and `name` alone where it is unique), `localhost`.
class Names {
 public:
  /// Every name leads to its pod's address.
  [[nodiscard]] static Names of(const Topology& topology, const std::vector<PodNetwork>& pods);
  /// Shared mode: every name leads to 127.0.0.1.
  [[nodiscard]] static Names of(const Topology& topology);

  /// The address behind a name; an address is its own; empty for a name that nobody on the stand has.
  [[nodiscard]] std::string address_of(std::string_view host) const;

  /// hosts(5) of every container.
  [[nodiscard]] std::string hosts_file() const;

 private:
  void add(const PodSpec& pod, const Topology& topology, const std::string& address);

  std::map<std::string, std::string, std::less<>> addresses_;
};

}  // namespace roadworthy
