// The calls that have one answer.
#include <fmt/format.h>

#include "mocks/etcd/grpc_call.h"
#include "mocks/etcd/http_status.h"
#include "mocks/etcd/waiting.h"

namespace roadworthy::mocks::etcd {
namespace {

class UnaryCall final : public GrpcCall {
 public:
  using GrpcCall::GrpcCall;

 private:
  void go_on() override { StartRead(&incoming_); }

  void OnReadDone(bool ok) override {
    if (!ok) {
      return finish(Failure{Code::internal, "grpc: the request ended before its message"});
    }
    const std::uint64_t number = note(incoming_);
    const auto request = method_.request();
    if (!parse(incoming_, *request)) {
      return;
    }
    const auto answer = service_.call(method_, caller_, *request, fault_ ? &*fault_ : nullptr);
    service_.journal.answered(number, http_status(answer ? Code::ok : answer.error().code));
    if (answer) {
      finish_with(**answer);
    } else {
      finish(answer.error());
    }
  }

  grpc::ByteBuffer incoming_;
};

/// One answer, which may be long in coming.
class WaitingCall final : public GrpcCall {
 public:
  using GrpcCall::GrpcCall;

 private:
  void go_on() override { StartRead(&incoming_); }

  void OnReadDone(bool ok) override {
    if (!ok) {
      return finish(Failure{Code::internal, "grpc: the request ended before its message"});
    }
    number_ = note(incoming_);
    auto request = method_.request();
    if (!parse(incoming_, *request)) {
      return;
    }
    const auto waiting =
        std::make_shared<Waiting>(service_, method_, caller_, fault_, std::move(request), [weak = weak_from_this()] {
          if (const auto call = std::static_pointer_cast<WaitingCall>(weak.lock())) {
            call->try_again();
          }
        });
    {
      const std::scoped_lock lock(mutex_);
      waiting_ = waiting;
    }
    try_again();
  }

  void try_again() {
    std::shared_ptr<Waiting> waiting;
    {
      const std::scoped_lock lock(mutex_);
      waiting = over_ ? nullptr : waiting_;
    }
    const auto answer = waiting ? waiting->try_again() : std::nullopt;
    if (!answer) {
      return;
    }
    service_.journal.answered(number_, http_status(*answer ? Code::ok : answer->error().code));
    if (*answer) {
      finish_with(***answer);
    } else {
      finish(answer->error());
    }
  }

  void ended() override {
    std::shared_ptr<Waiting> waiting;  // Ends after the lock, because others are told then.
    const std::scoped_lock lock(mutex_);
    waiting = std::exchange(waiting_, nullptr);
  }

  grpc::ByteBuffer incoming_;
  std::uint64_t number_ = 0;
  std::shared_ptr<Waiting> waiting_;  ///< Guarded as what the base has.
};

}  // namespace

std::shared_ptr<GrpcCall> make_call(Service& service, const Method& method, Caller caller,
                                    grpc::GenericCallbackServerContext& context) {
  switch (method.shape) {
    case Shape::unary:
      return std::make_shared<UnaryCall>(service, method, std::move(caller), context);
    case Shape::waiting:
      return std::make_shared<WaitingCall>(service, method, std::move(caller), context);
    default:
      return make_stream_call(service, method, std::move(caller), context);
  }
}

}  // namespace roadworthy::mocks::etcd
