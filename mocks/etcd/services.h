#pragma once

#include "mocks/etcd/state.h"

namespace roadworthy::mocks::etcd {

/// What the services beside KV and Watch answer. A request that the server completes (an id, a password's hash) is
/// changed to what was done, so that doing it again gives the same.

// Lease
Answer<pb::LeaseGrantResponse> grant(State& state, const Caller& caller, pb::LeaseGrantRequest& request);
Answer<pb::LeaseRevokeResponse> revoke(State& state, const Caller& caller, pb::LeaseRevokeRequest& request);
Answer<pb::LeaseKeepAliveResponse> keep_alive(State& state, const Caller& caller, pb::LeaseKeepAliveRequest& request);
Answer<pb::LeaseTimeToLiveResponse> time_to_live(State& state, const Caller& caller,
                                                 pb::LeaseTimeToLiveRequest& request);
Answer<pb::LeaseLeasesResponse> list_leases(State& state, const Caller& caller, pb::LeaseLeasesRequest& request);

// Cluster
Answer<pb::MemberAddResponse> add_member(State& state, const Caller& caller, pb::MemberAddRequest& request);
Answer<pb::MemberRemoveResponse> remove_member(State& state, const Caller& caller, pb::MemberRemoveRequest& request);
Answer<pb::MemberUpdateResponse> update_member(State& state, const Caller& caller, pb::MemberUpdateRequest& request);
Answer<pb::MemberListResponse> list_members(State& state, const Caller& caller, pb::MemberListRequest& request);
Answer<pb::MemberPromoteResponse> promote_member(State& state, const Caller& caller, pb::MemberPromoteRequest& request);

// Maintenance
Answer<pb::AlarmResponse> alarm(State& state, const Caller& caller, pb::AlarmRequest& request);
Answer<pb::StatusResponse> status(State& state, const Caller& caller, pb::StatusRequest& request);
Answer<pb::DefragmentResponse> defragment(State& state, const Caller& caller, pb::DefragmentRequest& request);
Answer<pb::HashResponse> hash(State& state, const Caller& caller, pb::HashRequest& request);
Answer<pb::HashKVResponse> hash_kv(State& state, const Caller& caller, pb::HashKVRequest& request);
Answer<pb::MoveLeaderResponse> move_leader(State& state, const Caller& caller, pb::MoveLeaderRequest& request);
Answer<pb::DowngradeResponse> downgrade(State& state, const Caller& caller, pb::DowngradeRequest& request);

// Auth
Answer<pb::AuthEnableResponse> enable(State& state, const Caller& caller, pb::AuthEnableRequest& request);
Answer<pb::AuthDisableResponse> disable(State& state, const Caller& caller, pb::AuthDisableRequest& request);
Answer<pb::AuthStatusResponse> auth_status(State& state, const Caller& caller, pb::AuthStatusRequest& request);
Answer<pb::AuthenticateResponse> authenticate(State& state, const Caller& caller, pb::AuthenticateRequest& request);
Answer<pb::AuthUserAddResponse> add_user(State& state, const Caller& caller, pb::AuthUserAddRequest& request);
Answer<pb::AuthUserGetResponse> get_user(State& state, const Caller& caller, pb::AuthUserGetRequest& request);
Answer<pb::AuthUserListResponse> list_users(State& state, const Caller& caller, pb::AuthUserListRequest& request);
Answer<pb::AuthUserDeleteResponse> delete_user(State& state, const Caller& caller, pb::AuthUserDeleteRequest& request);
Answer<pb::AuthUserChangePasswordResponse> change_password(State& state, const Caller& caller,
                                                           pb::AuthUserChangePasswordRequest& request);
Answer<pb::AuthUserGrantRoleResponse> grant_role(State& state, const Caller& caller,
                                                 pb::AuthUserGrantRoleRequest& request);
Answer<pb::AuthUserRevokeRoleResponse> revoke_role(State& state, const Caller& caller,
                                                   pb::AuthUserRevokeRoleRequest& request);
Answer<pb::AuthRoleAddResponse> add_role(State& state, const Caller& caller, pb::AuthRoleAddRequest& request);
Answer<pb::AuthRoleGetResponse> get_role(State& state, const Caller& caller, pb::AuthRoleGetRequest& request);
Answer<pb::AuthRoleListResponse> list_roles(State& state, const Caller& caller, pb::AuthRoleListRequest& request);
Answer<pb::AuthRoleDeleteResponse> delete_role(State& state, const Caller& caller, pb::AuthRoleDeleteRequest& request);
Answer<pb::AuthRoleGrantPermissionResponse> grant_permission(State& state, const Caller& caller,
                                                             pb::AuthRoleGrantPermissionRequest& request);
Answer<pb::AuthRoleRevokePermissionResponse> revoke_permission(State& state, const Caller& caller,
                                                               pb::AuthRoleRevokePermissionRequest& request);

}  // namespace roadworthy::mocks::etcd
