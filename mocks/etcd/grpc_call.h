#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>

#include <grpcpp/generic/async_generic_service.h>

#include "mocks/etcd/connections.h"
#include "mocks/etcd/service.h"

namespace roadworthy::mocks::etcd {

/// What every call over gRPC has: who asks, the journal, the faults, and an end that comes once.
/// It lives until gRPC is done with it.
class GrpcCall : public grpc::ServerGenericBidiReactor, public std::enable_shared_from_this<GrpcCall> {
 public:
  GrpcCall(Service& service, const Method& method, Caller caller, grpc::GenericCallbackServerContext& context);

  /// Keeps itself alive, lets the faults have their say, and begins.
  void begin();

  void OnDone() override;
  void OnCancel() override;

 protected:
  /// Once the faults let the call go on.
  virtual void go_on() = 0;
  /// Under no lock; the call is over.
  virtual void ended() {}

  /// Notes a message that came, as an entry of the journal. Returns its number.
  std::uint64_t note(const grpc::ByteBuffer& bytes);
  /// Ends the call, unless that was done.
  void finish(const grpc::Status& status);
  void finish(const Failure& failure);
  /// Sends `message` as the last one.
  void finish_with(const Method::Message& message);
  [[nodiscard]] bool parse(grpc::ByteBuffer& bytes, Method::Message& message);

  Service& service_;
  const Method& method_;
  const Caller caller_;
  std::optional<Fault> fault_;  ///< Of the stand-in's own kinds.
  const bool wants_leader_;

  std::mutex mutex_;  ///< Guards what follows, and that nothing is begun on a call that is over.
  bool over_ = false;

 private:
  void wait_for_faults(const AppliedFaults& applied);

  std::shared_ptr<GrpcCall> self_;
  std::vector<std::pair<std::string, std::string>> metadata_;
  std::vector<std::string> fault_names_;
  grpc::ByteBuffer last_;
};

/// The call that a method's shape asks for. `begin` it.
std::shared_ptr<GrpcCall> make_call(Service& service, const Method& method, Caller caller,
                                    grpc::GenericCallbackServerContext& context);

std::shared_ptr<GrpcCall> make_stream_call(Service& service, const Method& method, Caller caller,
                                           grpc::GenericCallbackServerContext& context);

[[nodiscard]] grpc::Status status_of(const Failure& failure);
[[nodiscard]] grpc::ByteBuffer bytes_of(const Method::Message& message);

}  // namespace roadworthy::mocks::etcd
