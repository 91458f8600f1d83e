#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "probe/http_probe.h"

namespace roadworthy {

/// An etcd on the stand, a real one or one that stands in for it, and who speaks to it.
struct EtcdClient {
  std::string container;
  std::uint16_t port = 2379;
  std::string user;  ///< Empty: nobody signs in.
  std::string password;
};

/// One request to the JSON gateway of etcd 3.4 or later ("gRPC gateway" in its developer guide): `path` is
/// `/v3/kv/put`. With a user, signs in first.
///
/// Errors: those of `exchange`; `no_answer` with etcd's own words when it refuses the request.
[[nodiscard]] Result<nlohmann::json> ask_etcd(Stand& stand, const EtcdClient& client, const std::string& path,
                                              const nlohmann::json& request, TimePoint deadline);

/// The end of the range of all keys that begin with `prefix`.
[[nodiscard]] std::string end_of_prefix(std::string prefix);

}  // namespace roadworthy
