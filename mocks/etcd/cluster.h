#pragma once

#include <cstdint>
#include <rpc.pb.h>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace roadworthy::mocks::etcd {

/// The members, of which every endpoint of this program is one, and the alarms that were raised. Not thread-safe.
struct Cluster {
  std::string version = "3.5.1";  ///< What the answers say; behaviour is that of 3.5.
  std::uint64_t id = 0;
  std::uint64_t term = 2;
  std::vector<etcdserverpb::Member> members;
  std::set<std::pair<std::uint64_t, etcdserverpb::AlarmType>> alarms;
  bool has_leader = true;

  [[nodiscard]] std::uint64_t member_of(std::size_t endpoint) const {
    return endpoint < members.size() ? members[endpoint].id() : 0;
  }
  /// The first endpoint's member leads.
  [[nodiscard]] std::uint64_t leader() const { return has_leader && !members.empty() ? members.front().id() : 0; }
};

/// An id that follows from a text, as etcd makes a member's of its peer URLs.
[[nodiscard]] std::uint64_t id_of(std::string_view text);

}  // namespace roadworthy::mocks::etcd
