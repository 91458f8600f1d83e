#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "core/error.h"

namespace roadworthy {

/// Whom a container's program runs as; empty: whoever runs the stand.
struct Credentials {
  struct Identity {
    uid_t user = 0;
    gid_t group = 0;
    std::vector<gid_t> groups;  ///< Supplementary ones.
  };
  std::optional<Identity> identity;
};

/// Reads `UID`, `UID:GID`, `NAME` or `NAME:GROUP` as container engines do: names come from the machine's passwd(5) and
/// group(5); a user without a group has that of its passwd entry, else 0. `may_change`: this process can become
/// anybody. Errors: `unavailable` where it cannot and the user is not the calling one, `environment` for an unknown
/// name.
[[nodiscard]] Result<Credentials> read_user(const std::optional<std::string>& user, bool may_change);

/// Becomes that identity and, as root, keeps no capability but those a container has by default (without MKNOD). Only
/// system calls, for use between fork and exec. Returns 0 or errno.
[[nodiscard]] int assume(const Credentials& credentials);

}  // namespace roadworthy
