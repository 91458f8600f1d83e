#pragma once

#include <memory>
#include <string>

#include "mocks/etcd/service.h"

namespace roadworthy::mocks::etcd {

/// gRPC over connections that were accepted elsewhere.
class GrpcFront {
 public:
  explicit GrpcFront(Service& service);
  ~GrpcFront();
  GrpcFront(const GrpcFront&) = delete;
  GrpcFront& operator=(const GrpcFront&) = delete;

  /// Takes `socket` over, and closes it in the end. Returns at once.
  void serve(int socket, const std::string& peer, std::size_t endpoint);
  /// The connection ended.
  void closed(int socket, const std::string& peer);
  /// Ends every call. Idempotent.
  void stop();

 private:
  class Calls;
  std::unique_ptr<Calls> calls_;
};

}  // namespace roadworthy::mocks::etcd
