#pragma once

#include <map>
#include <optional>
#include <rpc.pb.h>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/etcd/answer.h"
#include "mocks/etcd/tokens.h"

namespace roadworthy::mocks::etcd {

namespace pb = ::etcdserverpb;

/// Who makes a request, as far as its token tells.
struct Identity {
  std::string user;  ///< Empty: the request had no token.
};

/// Users, roles and permissions. Not thread-safe. Sources: etcd's "Role-based access control" and "Authentication".
class Auth {
 public:
  Auth(const Clock& clock, Duration token_life) : tokens(clock, token_life) {}

  [[nodiscard]] bool enabled() const { return enabled_; }
  [[nodiscard]] std::uint64_t revision() const { return revision_; }

  /// Whose `token` it is. While authentication is off nobody is asked.
  Answer<Identity> identify(const std::optional<std::string>& token);
  [[nodiscard]] Answer<void> may_manage(const Identity& who) const;
  [[nodiscard]] Answer<void> may(const Identity& who, authpb::Permission::Type access, std::string_view key,
                                 std::string_view range_end) const;
  [[nodiscard]] bool has_role(const std::string& user, const std::string& role) const;

  Answer<void> enable();
  void disable();
  /// `password` is checked against the user's hash.
  [[nodiscard]] Answer<void> check_password(const std::string& user, const std::string& password) const;

  /// `hash` is the bcrypt hash of the password; empty for a user without one.
  Answer<void> add_user(const std::string& name, const std::string& hash, bool no_password);
  Answer<void> delete_user(const std::string& name);
  Answer<void> change_password(const std::string& name, const std::string& hash);
  Answer<void> grant_role(const std::string& user, const std::string& role);
  Answer<void> revoke_role(const std::string& user, const std::string& role);
  [[nodiscard]] Answer<std::vector<std::string>> roles_of(const std::string& user) const;
  [[nodiscard]] std::vector<std::string> users() const;

  Answer<void> add_role(const std::string& name);
  Answer<void> delete_role(const std::string& name);
  Answer<void> grant_permission(const pb::AuthRoleGrantPermissionRequest& request);
  Answer<void> revoke_permission(const pb::AuthRoleRevokePermissionRequest& request);
  [[nodiscard]] Answer<std::vector<authpb::Permission>> permissions_of(const std::string& role) const;
  [[nodiscard]] std::vector<std::string> roles() const;

  Tokens tokens;

 private:
  struct User {
    std::string hash;
    bool no_password = false;
    std::set<std::string> roles;
  };

  bool enabled_ = false;
  std::uint64_t revision_ = 1;
  std::map<std::string, User> users_;
  std::map<std::string, std::vector<authpb::Permission>> roles_;  ///< Permissions in the order of their keys.
};

}  // namespace roadworthy::mocks::etcd
