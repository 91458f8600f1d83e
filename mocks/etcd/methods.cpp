#include "mocks/etcd/methods.h"

#include <algorithm>
#include <array>

#include "mocks/etcd/kv.h"
#include "mocks/etcd/locks.h"
#include "mocks/etcd/services.h"

namespace roadworthy::mocks::etcd {
namespace {

using Message = Method::Message;

template <typename T>
std::unique_ptr<Message> make() {
  return std::make_unique<T>();
}

/// From the function that answers: its request and response are in its type.
template <auto Function, bool with_revision>
struct Binding;

template <typename Response, typename Request, Answer<Response> (*Function)(State&, const Caller&, Request&),
          bool with_revision>
struct Binding<Function, with_revision> {
  using Wanted = std::remove_const_t<Request>;
  static std::unique_ptr<Message> request() { return std::make_unique<Wanted>(); }
  static Answer<std::unique_ptr<Message>> call(State& state, const Caller& caller, Message& request) {
    auto answer = Function(state, caller, static_cast<Wanted&>(request));
    if (!answer) {
      return std::unexpected(std::move(answer.error()));
    }
    auto response = std::make_unique<Response>(std::move(*answer));
    fill_header(state, caller, *response->mutable_header(), with_revision);
    return response;
  }
};

enum class Does { reads, writes };

template <auto Function, bool with_revision = true>
constexpr Method unary(std::string_view path, std::string_view gateway, Does does, std::string_view also = {}) {
  using Bound = Binding<Function, with_revision>;
  return {.path = path,
          .gateway = gateway,
          .also = also,
          .changes = does == Does::writes,
          .request = &Bound::request,
          .call = &Bound::call};
}

/// Of a method whose caller waits below `name` with a lease that the request has by then.
template <typename Request>
std::string awaits(const Message& request) {
  return contenders(static_cast<const Request&>(request).name());
}

template <typename Request>
std::string waits_as(const Message& message) {
  const auto& request = static_cast<const Request&>(message);
  return request.lease() == 0 ? "" : contender(request.name(), request.lease());
}

template <auto Function, typename Request>
constexpr Method waiting(std::string_view path, std::string_view gateway) {
  Method method = unary<Function>(path, gateway, Does::writes);
  method.shape = Shape::waiting;
  method.awaits = &awaits<Request>;
  method.waits_as = &waits_as<Request>;
  return method;
}

// Two functions are called revoke; the service's is meant.
constexpr Answer<pb::LeaseRevokeResponse> (*kRevoke)(State&, const Caller&, pb::LeaseRevokeRequest&) = &revoke;

// clang-format off
constexpr std::array kMethods{
    unary<&range>("/etcdserverpb.KV/Range", "/v3/kv/range", Does::reads),
    unary<&put>("/etcdserverpb.KV/Put", "/v3/kv/put", Does::writes),
    unary<&delete_range>("/etcdserverpb.KV/DeleteRange", "/v3/kv/deleterange", Does::writes),
    unary<&transact>("/etcdserverpb.KV/Txn", "/v3/kv/txn", Does::writes),
    unary<&compact>("/etcdserverpb.KV/Compact", "/v3/kv/compaction", Does::writes),
    Method{.path = "/etcdserverpb.Watch/Watch", .gateway = "/v3/watch", .shape = Shape::watch, .request = &make<pb::WatchRequest>},
    unary<&grant>("/etcdserverpb.Lease/LeaseGrant", "/v3/lease/grant", Does::writes),
    unary<kRevoke>("/etcdserverpb.Lease/LeaseRevoke", "/v3/lease/revoke", Does::writes, "/v3/kv/lease/revoke"),
    Method{.path = "/etcdserverpb.Lease/LeaseKeepAlive", .gateway = "/v3/lease/keepalive", .shape = Shape::keep_alive,
           .request = &make<pb::LeaseKeepAliveRequest>, .call = &Binding<&keep_alive, true>::call},
    unary<&time_to_live>("/etcdserverpb.Lease/LeaseTimeToLive", "/v3/lease/timetolive", Does::reads, "/v3/kv/lease/timetolive"),
    unary<&list_leases>("/etcdserverpb.Lease/LeaseLeases", "/v3/lease/leases", Does::reads, "/v3/kv/lease/leases"),
    unary<&add_member, false>("/etcdserverpb.Cluster/MemberAdd", "/v3/cluster/member/add", Does::reads),
    unary<&remove_member, false>("/etcdserverpb.Cluster/MemberRemove", "/v3/cluster/member/remove", Does::reads),
    unary<&update_member, false>("/etcdserverpb.Cluster/MemberUpdate", "/v3/cluster/member/update", Does::reads),
    unary<&list_members, false>("/etcdserverpb.Cluster/MemberList", "/v3/cluster/member/list", Does::reads),
    unary<&promote_member, false>("/etcdserverpb.Cluster/MemberPromote", "/v3/cluster/member/promote", Does::reads),
    unary<&alarm>("/etcdserverpb.Maintenance/Alarm", "/v3/maintenance/alarm", Does::reads),
    unary<&status>("/etcdserverpb.Maintenance/Status", "/v3/maintenance/status", Does::reads),
    unary<&defragment, false>("/etcdserverpb.Maintenance/Defragment", "/v3/maintenance/defragment", Does::reads),
    unary<&hash>("/etcdserverpb.Maintenance/Hash", "/v3/maintenance/hash", Does::reads),
    unary<&hash_kv>("/etcdserverpb.Maintenance/HashKV", "", Does::reads),
    unary<&move_leader>("/etcdserverpb.Maintenance/MoveLeader", "/v3/maintenance/transfer-leadership", Does::reads),
    unary<&downgrade>("/etcdserverpb.Maintenance/Downgrade", "/v3/maintenance/downgrade", Does::reads),
    unary<&enable>("/etcdserverpb.Auth/AuthEnable", "/v3/auth/enable", Does::writes),
    unary<&disable>("/etcdserverpb.Auth/AuthDisable", "/v3/auth/disable", Does::writes),
    unary<&auth_status>("/etcdserverpb.Auth/AuthStatus", "/v3/auth/status", Does::reads),
    unary<&authenticate>("/etcdserverpb.Auth/Authenticate", "/v3/auth/authenticate", Does::reads),
    unary<&add_user>("/etcdserverpb.Auth/UserAdd", "/v3/auth/user/add", Does::writes),
    unary<&get_user>("/etcdserverpb.Auth/UserGet", "/v3/auth/user/get", Does::reads),
    unary<&list_users>("/etcdserverpb.Auth/UserList", "/v3/auth/user/list", Does::reads),
    unary<&delete_user>("/etcdserverpb.Auth/UserDelete", "/v3/auth/user/delete", Does::writes),
    unary<&change_password>("/etcdserverpb.Auth/UserChangePassword", "/v3/auth/user/changepw", Does::writes),
    unary<&grant_role>("/etcdserverpb.Auth/UserGrantRole", "/v3/auth/user/grant", Does::writes),
    unary<&revoke_role>("/etcdserverpb.Auth/UserRevokeRole", "/v3/auth/user/revoke", Does::writes),
    unary<&add_role>("/etcdserverpb.Auth/RoleAdd", "/v3/auth/role/add", Does::writes),
    unary<&get_role>("/etcdserverpb.Auth/RoleGet", "/v3/auth/role/get", Does::reads),
    unary<&list_roles>("/etcdserverpb.Auth/RoleList", "/v3/auth/role/list", Does::reads),
    unary<&delete_role>("/etcdserverpb.Auth/RoleDelete", "/v3/auth/role/delete", Does::writes),
    unary<&grant_permission>("/etcdserverpb.Auth/RoleGrantPermission", "/v3/auth/role/grant", Does::writes),
    unary<&revoke_permission>("/etcdserverpb.Auth/RoleRevokePermission", "/v3/auth/role/revoke", Does::writes),
    waiting<&lock, lockpb::LockRequest>("/v3lockpb.Lock/Lock", "/v3/lock/lock"),
    unary<&unlock>("/v3lockpb.Lock/Unlock", "/v3/lock/unlock", Does::writes),
    waiting<&campaign, electionpb::CampaignRequest>("/v3electionpb.Election/Campaign", "/v3/election/campaign"),
    unary<&proclaim>("/v3electionpb.Election/Proclaim", "/v3/election/proclaim", Does::writes),
    unary<&leader>("/v3electionpb.Election/Leader", "/v3/election/leader", Does::reads),
    Method{.path = "/v3electionpb.Election/Observe", .gateway = "/v3/election/observe", .shape = Shape::observe,
           .request = &make<electionpb::LeaderRequest>},
    unary<&resign>("/v3electionpb.Election/Resign", "/v3/election/resign", Does::writes),
};
// clang-format on

const Method* found(const Method* method) {
  return method == kMethods.end() ? nullptr : method;
}

}  // namespace

std::span<const Method> methods() {
  return kMethods;
}

const Method* find_method(std::string_view path) {
  return found(std::ranges::find(kMethods, path, &Method::path));
}

const Method* find_gateway_method(std::string_view path) {
  return path.empty() ? nullptr : found(std::ranges::find_if(kMethods, [&](const Method& method) {
    return method.gateway == path || method.also == path;
  }));
}

}  // namespace roadworthy::mocks::etcd
