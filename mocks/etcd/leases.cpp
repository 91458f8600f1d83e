#include "mocks/etcd/leases.h"

#include <algorithm>

namespace roadworthy::mocks::etcd {
namespace {

TimePoint end_of(TimePoint now, std::int64_t seconds) {
  return now + std::chrono::seconds(seconds);
}

}  // namespace

Answer<std::int64_t> Leases::grant(std::int64_t id, std::int64_t seconds) {
  if (id == 0) {
    return kLeaseNotFound;
  }
  if (seconds > kLongestSeconds) {
    return kLeaseTooLong;
  }
  if (leases_.contains(id)) {
    return kLeaseExists;
  }
  seconds = std::max(seconds, kShortestSeconds);
  const TimePoint ends = end_of(clock_.now(), seconds);
  leases_.emplace(id, Lease{.granted_seconds = seconds, .ends = ends, .keys = {}});
  ends_.emplace(ends, id);
  return seconds;
}

std::int64_t Leases::keep_alive(std::int64_t id) {
  const auto found = leases_.find(id);
  if (found == leases_.end() || found->second.ends <= clock_.now()) {
    return 0;
  }
  Lease& lease = found->second;
  ends_.erase({lease.ends, id});
  lease.ends = end_of(clock_.now(), lease.granted_seconds);
  ends_.emplace(lease.ends, id);
  return lease.granted_seconds;
}

Answer<std::vector<std::string>> Leases::take(std::int64_t id) {
  const auto found = leases_.find(id);
  if (found == leases_.end()) {
    return kLeaseNotFound;
  }
  std::vector<std::string> keys(found->second.keys.begin(), found->second.keys.end());
  ends_.erase({found->second.ends, id});
  leases_.erase(found);
  return keys;
}

const Lease* Leases::find(std::int64_t id) const {
  const auto found = leases_.find(id);
  return found == leases_.end() ? nullptr : &found->second;
}

std::int64_t Leases::seconds_left(const Lease& lease) const {
  const auto left = std::chrono::duration_cast<std::chrono::seconds>(lease.ends - clock_.now()).count();
  return std::max<std::int64_t>(left, 0);
}

std::vector<std::int64_t> Leases::by_end() const {
  std::vector<std::int64_t> ids;
  ids.reserve(ends_.size());
  for (const auto& [ends, id] : ends_) {
    ids.push_back(id);
  }
  return ids;
}

std::vector<std::int64_t> Leases::ended() const {
  std::vector<std::int64_t> ids;
  for (auto row = ends_.begin(); row != ends_.end() && row->first <= clock_.now(); ++row) {
    ids.push_back(row->second);
  }
  return ids;
}

std::optional<TimePoint> Leases::next_end() const {
  return ends_.empty() ? std::nullopt : std::optional(ends_.begin()->first);
}

void Leases::move_key(const std::string& key, std::int64_t from, std::int64_t to) {
  if (const auto left = leases_.find(from); left != leases_.end() && from != to) {
    left->second.keys.erase(key);
  }
  if (const auto joined = leases_.find(to); joined != leases_.end()) {
    joined->second.keys.insert(key);
  }
}

}  // namespace roadworthy::mocks::etcd
