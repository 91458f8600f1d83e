#include <random>

#include "mocks/etcd/kv.h"
#include "mocks/etcd/services.h"

namespace roadworthy::mocks::etcd {
namespace {

std::int64_t new_lease_id(const Leases& leases) {
  static thread_local std::mt19937_64 random{std::random_device{}()};
  std::int64_t id = 0;
  while (id == 0 || leases.find(id) != nullptr) {
    id = static_cast<std::int64_t>(random() >> 1);
  }
  return id;
}

}  // namespace

Answer<pb::LeaseGrantResponse> grant(State& state, const Caller& caller, pb::LeaseGrantRequest& request) {
  return identify(state, caller).and_then([&](const Identity&) -> Answer<pb::LeaseGrantResponse> {
    ++state.raft_index;
    if (request.id() == 0) {
      request.set_id(new_lease_id(state.leases));
    }
    const auto seconds = state.leases.grant(request.id(), request.ttl());
    if (!seconds) {
      return std::unexpected(seconds.error());
    }
    pb::LeaseGrantResponse response;
    response.set_id(request.id());
    response.set_ttl(*seconds);
    return response;
  });
}

Answer<pb::LeaseRevokeResponse> revoke(State& state, const Caller& caller, pb::LeaseRevokeRequest& request) {
  return identify(state, caller)
      .and_then([&](const Identity& who) { return permitted_lease(state, who, request.id()); })
      .and_then([&] {
        ++state.raft_index;
        return revoke(state, request.id());
      })
      .transform([] { return pb::LeaseRevokeResponse(); });
}

Answer<pb::LeaseKeepAliveResponse> keep_alive(State& state, const Caller&, pb::LeaseKeepAliveRequest& request) {
  pb::LeaseKeepAliveResponse response;
  response.set_id(request.id());
  response.set_ttl(state.leases.keep_alive(request.id()));
  return response;
}

Answer<pb::LeaseTimeToLiveResponse> time_to_live(State& state, const Caller&, pb::LeaseTimeToLiveRequest& request) {
  pb::LeaseTimeToLiveResponse response;
  response.set_id(request.id());
  const Lease* const lease = state.leases.find(request.id());
  if (lease == nullptr) {
    response.set_ttl(-1);
    return response;
  }
  response.set_ttl(state.leases.seconds_left(*lease));
  response.set_grantedttl(lease->granted_seconds);
  if (request.keys()) {
    for (const std::string& key : lease->keys) {
      response.add_keys(key);
    }
  }
  return response;
}

Answer<pb::LeaseLeasesResponse> list_leases(State& state, const Caller&, pb::LeaseLeasesRequest&) {
  pb::LeaseLeasesResponse response;
  for (const std::int64_t id : state.leases.by_end()) {
    response.add_leases()->set_id(id);
  }
  return response;
}

}  // namespace roadworthy::mocks::etcd
