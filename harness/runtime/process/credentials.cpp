#include "runtime/process/credentials.h"

#include <cerrno>
#include <charconv>
#include <string_view>

#include <fmt/format.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace roadworthy {
namespace {

constexpr int kKept[] = {CAP_CHOWN,      CAP_DAC_OVERRIDE, CAP_FSETID,     CAP_FOWNER,  CAP_NET_RAW,
                         CAP_SETGID,     CAP_SETUID,       CAP_SETFCAP,    CAP_SETPCAP, CAP_NET_BIND_SERVICE,
                         CAP_SYS_CHROOT, CAP_KILL,         CAP_AUDIT_WRITE};

constexpr bool is_kept(int capability) {
  for (const int kept : kKept) {
    if (kept == capability) {
      return true;
    }
  }
  return false;
}

std::optional<unsigned> number_in(std::string_view text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number != ~0U ? std::optional(number)
                                                                                   : std::nullopt;
}

/// What getpwnam_r and its kin read into.
using Buffer = std::vector<char>;

std::optional<passwd> passwd_entry(const std::string& user, Buffer& buffer) {
  passwd entry{};
  passwd* found = nullptr;
  if (const auto number = number_in(user)) {
    ::getpwuid_r(*number, &entry, buffer.data(), buffer.size(), &found);
  } else {
    ::getpwnam_r(user.c_str(), &entry, buffer.data(), buffer.size(), &found);
  }
  return found != nullptr ? std::optional(entry) : std::nullopt;
}

std::optional<gid_t> group_number(const std::string& group) {
  if (const auto number = number_in(group)) {
    return number;
  }
  Buffer buffer(1 << 16);
  ::group entry{};
  ::group* found = nullptr;
  ::getgrnam_r(group.c_str(), &entry, buffer.data(), buffer.size(), &found);
  return found != nullptr ? std::optional(entry.gr_gid) : std::nullopt;
}

Result<Credentials::Identity> identity_of(const std::string& text) {
  const std::size_t colon = text.find(':');
  const std::string user = text.substr(0, colon);
  Buffer buffer(1 << 16);
  const auto entry = passwd_entry(user, buffer);
  const auto number = number_in(user);
  if (!entry && !number) {
    return fail(ErrorKind::environment, fmt::format("no user `{}` on this machine", user), "Name the user by number.");
  }
  Credentials::Identity identity{
      .user = entry ? entry->pw_uid : *number, .group = entry ? entry->pw_gid : 0, .groups = {}};
  if (colon != std::string::npos) {
    const auto group = group_number(text.substr(colon + 1));
    if (!group) {
      return fail(ErrorKind::environment, fmt::format("no group `{}` on this machine", text.substr(colon + 1)),
                  "Name the group by number.");
    }
    identity.group = *group;
    return identity;
  }
  if (entry) {
    int count = 64;
    identity.groups.resize(static_cast<std::size_t>(count));
    ::getgrouplist(entry->pw_name, identity.group, identity.groups.data(), &count);
    identity.groups.resize(static_cast<std::size_t>(std::min(count, 64)));
  }
  return identity;
}

}  // namespace

Result<Credentials> read_user(const std::optional<std::string>& user, bool may_change) {
  if (!user || user->empty()) {
    return Credentials{};
  }
  const auto identity = identity_of(*user);
  if (may_change) {
    return identity ? Result<Credentials>(Credentials{.identity = *identity}) : std::unexpected(identity.error());
  }
  if (identity && identity->user == ::geteuid()) {
    return Credentials{};
  }
  return fail(ErrorKind::unavailable, fmt::format("user `{}` needs root: this run is an ordinary user's", *user),
              "Run as root, or use the docker runtime.");
}

int assume(const Credentials& credentials) {
  const bool privileged = ::geteuid() == 0;
  if (privileged) {
    for (int capability = 0; ::prctl(PR_CAPBSET_READ, capability) >= 0; ++capability) {
      if (!is_kept(capability) && ::prctl(PR_CAPBSET_DROP, capability) != 0) {
        return errno;
      }
    }
  }
  if (const auto& identity = credentials.identity) {
    // The C library's own would speak to threads that this process does not have.
    if (::syscall(SYS_setgroups, identity->groups.size(), identity->groups.data()) != 0 ||
        ::syscall(SYS_setresgid, identity->group, identity->group, identity->group) != 0 ||
        ::syscall(SYS_setresuid, identity->user, identity->user, identity->user) != 0) {
      return errno;
    }
  }
  if (privileged && ::geteuid() == 0) {
    __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    __user_cap_data_struct held[2] = {};
    if (::syscall(SYS_capget, &header, held) != 0) {
      return errno;
    }
    for (int capability = 0; capability < 64; ++capability) {
      if (!is_kept(capability)) {
        held[capability / 32].permitted &= ~(1U << (capability % 32));
      }
    }
    for (auto& half : held) {
      half.effective = half.permitted;
      half.inheritable = 0;
    }
    if (::syscall(SYS_capset, &header, held) != 0) {
      return errno;
    }
  }
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? 0 : errno;
}

}  // namespace roadworthy
