#pragma once

#include <memory>
#include <vector>

#include "mocks/etcd/gateway.h"
#include "mocks/etcd/grpc_front.h"
#include "mocks/etcd/settings.h"
#include "mocks/http/server.h"

namespace roadworthy::mocks::etcd {

/// The ports, each with both protocols, over one state. A connection's first bytes say which it speaks.
class Endpoints {
 public:
  Endpoints(const Settings& settings, Service& service);
  ~Endpoints();
  Endpoints(const Endpoints&) = delete;
  Endpoints& operator=(const Endpoints&) = delete;

  /// Takes the ports and names the members.
  [[nodiscard]] Result<void> bind();
  [[nodiscard]] Result<void> start();
  void stop();

  /// Puts a new set of faults in force at every endpoint.
  [[nodiscard]] Result<void> set_faults(std::vector<Fault> faults);
  /// `0.0.0.0:2379`; of several endpoints with commas in between.
  [[nodiscard]] std::string address() const;

 private:
  struct Endpoint {
    std::unique_ptr<Gateway> gateway;
    std::unique_ptr<mocks::Server> server;
  };
  bool take_grpc(Connection& connection, std::size_t endpoint);
  void name_members();

  const Settings& settings_;
  Service& service_;
  GrpcFront grpc_;
  std::vector<Endpoint> endpoints_;
};

}  // namespace roadworthy::mocks::etcd
