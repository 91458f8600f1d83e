#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/clock.h"
#include "mocks/etcd/answer.h"

namespace roadworthy::mocks::etcd {

/// A lease, and the keys that go with it.
struct Lease {
  std::int64_t granted_seconds = 0;
  TimePoint ends{};
  std::set<std::string> keys;
};

/// Leases and which keys hang on them. Not thread-safe.
class Leases {
 public:
  static constexpr std::int64_t kLongestSeconds = 9'000'000'000;
  /// Shorter grants are raised to this: one and a half election timeouts of etcd's defaults, rounded up.
  static constexpr std::int64_t kShortestSeconds = 2;

  explicit Leases(const Clock& clock) : clock_(clock) {}

  /// Returns the seconds granted.
  Answer<std::int64_t> grant(std::int64_t id, std::int64_t seconds);
  /// Lets the whole time begin anew; returns it, and 0 for a lease that does not exist.
  std::int64_t keep_alive(std::int64_t id);
  /// Forgets the lease; the keys that hung on it, in order, are the caller's to remove.
  Answer<std::vector<std::string>> take(std::int64_t id);

  [[nodiscard]] const Lease* find(std::int64_t id) const;
  /// Whole seconds until the end, at least 0.
  [[nodiscard]] std::int64_t seconds_left(const Lease& lease) const;
  /// By when they end, earliest first.
  [[nodiscard]] std::vector<std::int64_t> by_end() const;
  [[nodiscard]] std::vector<std::int64_t> ended() const;
  /// When the first one ends.
  [[nodiscard]] std::optional<TimePoint> next_end() const;

  /// `from` and `to` may be 0, which is no lease.
  void move_key(const std::string& key, std::int64_t from, std::int64_t to);

 private:
  const Clock& clock_;
  std::map<std::int64_t, Lease> leases_;
  std::set<std::pair<TimePoint, std::int64_t>> ends_;
};

}  // namespace roadworthy::mocks::etcd
