#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace roadworthy::mocks::etcd {

/// Whose a connection is that was handed to gRPC.
struct Arrival {
  std::string peer;  ///< `127.0.0.1:40312`
  std::size_t endpoint = 0;
};

/// gRPC names a connection that it was handed `fd:17`; this says whose it is. Thread-safe.
class Connections {
 public:
  void opened(int socket, Arrival arrival);
  void closed(int socket, const std::string& peer);
  [[nodiscard]] Arrival find(std::string_view name) const;

 private:
  mutable std::mutex mutex_;
  std::unordered_map<int, Arrival> arrivals_;
};

}  // namespace roadworthy::mocks::etcd
