#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/unique_fd.h"
#include "mocks/etcd/observer.h"
#include "mocks/etcd/service.h"

namespace roadworthy::mocks::etcd {

/// A stream over the gateway: the messages came with the request, the answers go out as lines of JSON.
class GatewayStream final : public OpenStream, public std::enable_shared_from_this<GatewayStream> {
 public:
  GatewayStream(Service& service, const Method& method, Caller caller, std::optional<Fault> fault);
  GatewayStream(const GatewayStream&) = delete;
  GatewayStream& operator=(const GatewayStream&) = delete;
  ~GatewayStream() override;

  /// A message, as JSON.
  [[nodiscard]] Answer<void> take(std::string_view json);
  /// No further message comes; a stream of leases then ends when all are answered.
  void no_more();

  /// The next line of the answer, once there is one. Empty when there is none any more, or the client left `socket`.
  [[nodiscard]] std::optional<std::string> await_line(int socket);

  void end(const Failure& failure, bool leaderless) override;

 private:
  [[nodiscard]] std::optional<std::string> next_line();

  Service& service_;
  const Method& method_;
  const Caller caller_;
  const std::optional<Fault> fault_;
  const std::shared_ptr<UniqueFd> wake_;
  std::unique_ptr<WatchStream> watches_;
  std::unique_ptr<Observer> observer_;
  std::mutex mutex_;
  std::deque<std::string> ready_;
  std::optional<Failure> failure_;
  bool complete_ = false;
};

}  // namespace roadworthy::mocks::etcd
