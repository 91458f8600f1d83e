#include "mocks/etcd/connections.h"

#include <charconv>

namespace roadworthy::mocks::etcd {

void Connections::opened(int socket, Arrival arrival) {
  const std::scoped_lock lock(mutex_);
  arrivals_[socket] = std::move(arrival);
}

void Connections::closed(int socket, const std::string& peer) {
  const std::scoped_lock lock(mutex_);
  // The number may already be another's.
  if (const auto found = arrivals_.find(socket); found != arrivals_.end() && found->second.peer == peer) {
    arrivals_.erase(found);
  }
}

Arrival Connections::find(std::string_view name) const {
  const std::size_t colon = name.find(':');
  int socket = -1;
  if (colon != name.npos) {
    std::from_chars(name.data() + colon + 1, name.data() + name.size(), socket);
  }
  const std::scoped_lock lock(mutex_);
  const auto found = arrivals_.find(socket);
  return found == arrivals_.end() ? Arrival{.peer = std::string(name), .endpoint = 0} : found->second;
}

}  // namespace roadworthy::mocks::etcd
