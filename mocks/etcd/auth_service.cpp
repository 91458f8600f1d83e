#include "mocks/etcd/kv.h"
#include "mocks/etcd/password.h"
#include "mocks/etcd/services.h"

namespace roadworthy::mocks::etcd {
namespace {

/// A change by somebody who may make it; the answer says nothing beside that it was made.
template <typename Response, typename Change>
Answer<Response> manage(State& state, const Caller& caller, const Change& change) {
  return identify(state, caller)
      .and_then([&](const Identity& who) {
        ++state.raft_index;
        return state.auth.may_manage(who);
      })
      .and_then(change)
      .transform([] { return Response(); });
}

/// The hash of `password`, unless the request already has one.
template <typename Request>
Answer<void> hash_into(const State& state, const Caller& caller, Request& request) {
  if (caller.replays) {
    return {};
  }
  auto hash = hash_password(request.password(), state.limits.bcrypt_cost);
  if (!hash) {
    return std::unexpected(Failure{Code::internal, hash.error().message});
  }
  request.set_hashedpassword(std::move(*hash));
  request.clear_password();
  return {};
}

}  // namespace

Answer<pb::AuthEnableResponse> enable(State& state, const Caller& caller, pb::AuthEnableRequest&) {
  return manage<pb::AuthEnableResponse>(state, caller, [&] { return state.auth.enable(); });
}

Answer<pb::AuthDisableResponse> disable(State& state, const Caller& caller, pb::AuthDisableRequest&) {
  return manage<pb::AuthDisableResponse>(state, caller, [&]() -> Answer<void> {
    state.auth.disable();
    return {};
  });
}

Answer<pb::AuthStatusResponse> auth_status(State& state, const Caller& caller, pb::AuthStatusRequest&) {
  return manage<pb::AuthStatusResponse>(state, caller, []() -> Answer<void> { return {}; })
      .transform([&](pb::AuthStatusResponse&& response) {
        response.set_enabled(state.auth.enabled());
        response.set_authrevision(state.auth.revision());
        return std::move(response);
      });
}

Answer<pb::AuthenticateResponse> authenticate(State& state, const Caller&, pb::AuthenticateRequest& request) {
  return state.auth.check_password(request.name(), request.password()).transform([&] {
    pb::AuthenticateResponse response;
    response.set_token(state.auth.tokens.give(request.name(), ++state.raft_index));
    return response;
  });
}

Answer<pb::AuthUserAddResponse> add_user(State& state, const Caller& caller, pb::AuthUserAddRequest& request) {
  const bool no_password = request.options().no_password();
  if (!no_password) {
    if (auto hashed = hash_into(state, caller, request); !hashed) {
      return std::unexpected(hashed.error());
    }
  }
  return manage<pb::AuthUserAddResponse>(
      state, caller, [&] { return state.auth.add_user(request.name(), request.hashedpassword(), no_password); });
}

Answer<pb::AuthUserGetResponse> get_user(State& state, const Caller& caller, pb::AuthUserGetRequest& request) {
  const auto who = identify(state, caller);
  if (!who) {
    return std::unexpected(who.error());
  }
  if (auto allowed = state.auth.may_manage(*who); !allowed && who->user != request.name()) {
    return std::unexpected(allowed.error());
  }
  return state.auth.roles_of(request.name()).transform([](const std::vector<std::string>& roles) {
    pb::AuthUserGetResponse response;
    response.mutable_roles()->Assign(roles.begin(), roles.end());
    return response;
  });
}

Answer<pb::AuthUserListResponse> list_users(State& state, const Caller& caller, pb::AuthUserListRequest&) {
  return manage<pb::AuthUserListResponse>(state, caller, []() -> Answer<void> { return {}; })
      .transform([&](pb::AuthUserListResponse&& response) {
        const auto users = state.auth.users();
        response.mutable_users()->Assign(users.begin(), users.end());
        return std::move(response);
      });
}

Answer<pb::AuthUserDeleteResponse> delete_user(State& state, const Caller& caller, pb::AuthUserDeleteRequest& request) {
  return manage<pb::AuthUserDeleteResponse>(state, caller, [&] { return state.auth.delete_user(request.name()); });
}

Answer<pb::AuthUserChangePasswordResponse> change_password(State& state, const Caller& caller,
                                                           pb::AuthUserChangePasswordRequest& request) {
  if (auto hashed = hash_into(state, caller, request); !hashed) {
    return std::unexpected(hashed.error());
  }
  return manage<pb::AuthUserChangePasswordResponse>(
      state, caller, [&] { return state.auth.change_password(request.name(), request.hashedpassword()); });
}

Answer<pb::AuthUserGrantRoleResponse> grant_role(State& state, const Caller& caller,
                                                 pb::AuthUserGrantRoleRequest& request) {
  return manage<pb::AuthUserGrantRoleResponse>(state, caller,
                                               [&] { return state.auth.grant_role(request.user(), request.role()); });
}

Answer<pb::AuthUserRevokeRoleResponse> revoke_role(State& state, const Caller& caller,
                                                   pb::AuthUserRevokeRoleRequest& request) {
  return manage<pb::AuthUserRevokeRoleResponse>(state, caller,
                                                [&] { return state.auth.revoke_role(request.name(), request.role()); });
}

Answer<pb::AuthRoleAddResponse> add_role(State& state, const Caller& caller, pb::AuthRoleAddRequest& request) {
  return manage<pb::AuthRoleAddResponse>(state, caller, [&] { return state.auth.add_role(request.name()); });
}

Answer<pb::AuthRoleGetResponse> get_role(State& state, const Caller& caller, pb::AuthRoleGetRequest& request) {
  const auto who = identify(state, caller);
  if (!who) {
    return std::unexpected(who.error());
  }
  if (auto allowed = state.auth.may_manage(*who); !allowed && !state.auth.has_role(who->user, request.role())) {
    return std::unexpected(allowed.error());
  }
  return state.auth.permissions_of(request.role()).transform([](const std::vector<authpb::Permission>& permissions) {
    pb::AuthRoleGetResponse response;
    response.mutable_perm()->Assign(permissions.begin(), permissions.end());
    return response;
  });
}

Answer<pb::AuthRoleListResponse> list_roles(State& state, const Caller& caller, pb::AuthRoleListRequest&) {
  return manage<pb::AuthRoleListResponse>(state, caller, []() -> Answer<void> { return {}; })
      .transform([&](pb::AuthRoleListResponse&& response) {
        const auto roles = state.auth.roles();
        response.mutable_roles()->Assign(roles.begin(), roles.end());
        return std::move(response);
      });
}

Answer<pb::AuthRoleDeleteResponse> delete_role(State& state, const Caller& caller, pb::AuthRoleDeleteRequest& request) {
  return manage<pb::AuthRoleDeleteResponse>(state, caller, [&] { return state.auth.delete_role(request.role()); });
}

Answer<pb::AuthRoleGrantPermissionResponse> grant_permission(State& state, const Caller& caller,
                                                             pb::AuthRoleGrantPermissionRequest& request) {
  return manage<pb::AuthRoleGrantPermissionResponse>(state, caller,
                                                     [&] { return state.auth.grant_permission(request); });
}

Answer<pb::AuthRoleRevokePermissionResponse> revoke_permission(State& state, const Caller& caller,
                                                               pb::AuthRoleRevokePermissionRequest& request) {
  return manage<pb::AuthRoleRevokePermissionResponse>(state, caller,
                                                      [&] { return state.auth.revoke_permission(request); });
}

}  // namespace roadworthy::mocks::etcd
