#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/topology.h"

namespace roadworthy {

/// Host names of a stand: every pod, every container (`name.pod`, and `name` alone where it is unique), `localhost`.
class Names {
 public:
  /// Every name leads to its pod's address, which `addresses` holds by pod.
  [[nodiscard]] static Names of(const Topology& topology, const std::map<std::string, std::string>& addresses);
  /// Where pods have no network of their own: every name leads to 127.0.0.1.
  [[nodiscard]] static Names of(const Topology& topology);

  /// The address behind a name; an address is its own; empty for a name that nobody on the stand has.
  [[nodiscard]] std::string address_of(std::string_view host) const;

  /// Every name and its address, in order of the names.
  [[nodiscard]] const std::map<std::string, std::string, std::less<>>& all() const { return addresses_; }

  /// hosts(5) of every container.
  [[nodiscard]] std::string hosts_file() const;

 private:
  void add(const PodSpec& pod, const Topology& topology, const std::string& address);

  std::map<std::string, std::string, std::less<>> addresses_;
};

}  // namespace roadworthy
