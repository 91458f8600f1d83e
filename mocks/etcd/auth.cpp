#include "mocks/etcd/auth.h"

#include <algorithm>
#include <ranges>

#include "mocks/etcd/password.h"
#include "mocks/etcd/permissions.h"

namespace roadworthy::mocks::etcd {
namespace {

constexpr const char* kRoot = "root";  ///< The name of the user, and of the role, that may do everything.

}  // namespace

Answer<Identity> Auth::identify(const std::optional<std::string>& token) {
  if (!enabled_ || !token) {
    return Identity{};
  }
  auto user = tokens.use(bare_token(*token));
  if (!user) {
    return kInvalidToken;
  }
  return Identity{.user = std::move(*user)};
}

bool Auth::has_role(const std::string& user, const std::string& role) const {
  const auto found = users_.find(user);
  return found != users_.end() && found->second.roles.contains(role);
}

Answer<void> Auth::may_manage(const Identity& who) const {
  if (!enabled_) {
    return {};
  }
  if (who.user.empty()) {
    return kUserEmpty;
  }
  return has_role(who.user, kRoot) ? Answer<void>{} : kPermissionDenied;
}

Answer<void> Auth::may(const Identity& who, authpb::Permission::Type access, std::string_view key,
                       std::string_view range_end) const {
  if (!enabled_) {
    return {};
  }
  if (who.user.empty()) {
    return kUserEmpty;
  }
  const auto user = users_.find(who.user);
  if (user == users_.end()) {
    return kPermissionDenied;
  }
  if (user->second.roles.contains(kRoot)) {
    return {};
  }
  std::vector<authpb::Permission> all;
  for (const std::string& role : user->second.roles) {
    if (const auto row = roles_.find(role); row != roles_.end()) {
      all.insert(all.end(), row->second.begin(), row->second.end());
    }
  }
  return permits(all, access, key, range_end) ? Answer<void>{} : kPermissionDenied;
}

Answer<void> Auth::enable() {
  if (enabled_) {
    return {};
  }
  if (!users_.contains(kRoot)) {
    return kNoRootUser;
  }
  if (!has_role(kRoot, kRoot)) {
    return kNoRootRole;
  }
  enabled_ = true;
  return {};
}

void Auth::disable() {
  if (enabled_) {
    enabled_ = false;
    ++revision_;
    tokens.forget_all();
  }
}

Answer<void> Auth::check_password(const std::string& user, const std::string& password) const {
  if (!enabled_) {
    return kAuthNotEnabled;
  }
  const auto found = users_.find(user);
  if (found == users_.end()) {
    return kBadCredentials;
  }
  if (found->second.no_password) {
    return kPasswordOfUserWithout;
  }
  return password_matches(password, found->second.hash) ? Answer<void>{} : kBadCredentials;
}

Answer<void> Auth::add_user(const std::string& name, const std::string& hash, bool no_password) {
  if (name.empty()) {
    return kUserEmpty;
  }
  if (!users_.try_emplace(name, User{.hash = hash, .no_password = no_password, .roles = {}}).second) {
    return kUserExists;
  }
  ++revision_;
  return {};
}

Answer<void> Auth::delete_user(const std::string& name) {
  if (enabled_ && name == kRoot) {
    return kInvalidAuthManagement;
  }
  if (users_.erase(name) == 0) {
    return kUserNotFound;
  }
  ++revision_;
  tokens.forget_user(name);
  return {};
}

Answer<void> Auth::change_password(const std::string& name, const std::string& hash) {
  const auto found = users_.find(name);
  if (found == users_.end()) {
    return kUserNotFound;
  }
  if (found->second.no_password) {
    return kPasswordOfUserWithout;
  }
  found->second.hash = hash;
  ++revision_;
  tokens.forget_user(name);
  return {};
}

Answer<void> Auth::grant_role(const std::string& user, const std::string& role) {
  const auto found = users_.find(user);
  if (found == users_.end()) {
    return kUserNotFound;
  }
  if (role != kRoot && !roles_.contains(role)) {
    return kRoleNotFound;
  }
  revision_ += found->second.roles.insert(role).second ? 1 : 0;
  return {};
}

Answer<void> Auth::revoke_role(const std::string& user, const std::string& role) {
  if (enabled_ && user == kRoot && role == kRoot) {
    return kInvalidAuthManagement;
  }
  const auto found = users_.find(user);
  if (found == users_.end()) {
    return kUserNotFound;
  }
  if (found->second.roles.erase(role) == 0) {
    return kRoleNotGranted;
  }
  ++revision_;
  return {};
}

Answer<std::vector<std::string>> Auth::roles_of(const std::string& user) const {
  const auto found = users_.find(user);
  if (found == users_.end()) {
    return kUserNotFound;
  }
  return std::vector<std::string>(found->second.roles.begin(), found->second.roles.end());
}

std::vector<std::string> Auth::users() const {
  const auto names = std::views::keys(users_);
  return {names.begin(), names.end()};
}

Answer<void> Auth::add_role(const std::string& name) {
  if (name.empty()) {
    return kRoleEmpty;
  }
  if (!roles_.try_emplace(name).second) {
    return kRoleExists;
  }
  ++revision_;
  return {};
}

Answer<void> Auth::delete_role(const std::string& name) {
  if (enabled_ && name == kRoot) {
    return kInvalidAuthManagement;
  }
  if (roles_.erase(name) == 0) {
    return kRoleNotFound;
  }
  for (auto& [user, its] : users_) {
    its.roles.erase(name);
  }
  ++revision_;
  return {};
}

Answer<void> Auth::grant_permission(const pb::AuthRoleGrantPermissionRequest& request) {
  if (!request.has_perm()) {
    return kPermissionNotGiven;
  }
  const auto role = roles_.find(request.name());
  if (role == roles_.end()) {
    return kRoleNotFound;
  }
  std::vector<authpb::Permission>& permissions = role->second;
  const auto first =
      std::ranges::lower_bound(permissions, request.perm().key(), {}, [](const auto& p) { return p.key(); });
  if (first != permissions.end() && first->key() == request.perm().key() &&
      first->range_end() == request.perm().range_end()) {
    first->set_permtype(request.perm().permtype());
  } else {
    const auto behind =
        std::ranges::upper_bound(permissions, request.perm().key(), {}, [](const auto& p) { return p.key(); });
    permissions.insert(behind, request.perm());
  }
  ++revision_;
  return {};
}

Answer<void> Auth::revoke_permission(const pb::AuthRoleRevokePermissionRequest& request) {
  const auto role = roles_.find(request.role());
  if (role == roles_.end()) {
    return kRoleNotFound;
  }
  const auto gone = std::erase_if(role->second, [&](const authpb::Permission& permission) {
    return permission.key() == request.key() && permission.range_end() == request.range_end();
  });
  if (gone == 0) {
    return kPermissionNotGranted;
  }
  ++revision_;
  return {};
}

Answer<std::vector<authpb::Permission>> Auth::permissions_of(const std::string& role) const {
  const auto found = roles_.find(role);
  if (found == roles_.end()) {
    return kRoleNotFound;
  }
  return found->second;
}

std::vector<std::string> Auth::roles() const {
  const auto names = std::views::keys(roles_);
  return {names.begin(), names.end()};
}

}  // namespace roadworthy::mocks::etcd
