// The calls that are streams: a watch, a lease that is kept alive, an election that is observed.
#include <deque>

#include <fmt/format.h>

#include "mocks/etcd/grpc_call.h"
#include "mocks/etcd/http_status.h"
#include "mocks/etcd/observer.h"

namespace roadworthy::mocks::etcd {
namespace {

/// A stream of either kind: messages come in one after the other, answers go out one after the other.
class StreamCall : public GrpcCall, public OpenStream {
 public:
  using GrpcCall::GrpcCall;

  void end(const Failure& failure, bool leaderless) override {
    if (!leaderless || wants_leader_) {
      finish(failure);
    }
  }

 protected:
  virtual void take(Method::Message& message, std::uint64_t number) = 0;
  virtual void half_closed() = 0;
  /// What is to be sent next, if anything.
  virtual std::optional<grpc::ByteBuffer> next() = 0;

  void read_on() {
    const std::scoped_lock lock(mutex_);
    if (!over_) {
      StartRead(&incoming_);
    }
  }

  /// Sends until nothing is left, one at a time.
  void pump() {
    const std::scoped_lock lock(mutex_);
    if (writing_ || over_) {
      return;
    }
    if (auto bytes = next()) {
      outgoing_ = *bytes;
      writing_ = true;
      StartWrite(&outgoing_);
    }
  }

 private:
  void go_on() override {
    service_.opened(std::static_pointer_cast<StreamCall>(shared_from_this()));
    if (fault_ && (fault_->own == "unavailable" || (fault_->own == "no_leader" && wants_leader_))) {
      const KnownFailure& failure = fault_->own == "unavailable" ? kTimedOut : kNoLeader;
      return finish(Failure{failure.code, std::string(failure.text)});
    }
    service_.started(method_);
    opened();
    StartSendInitialMetadata();
    read_on();
  }
  virtual void opened() {}

  void OnReadDone(bool ok) override {
    if (!ok) {
      return half_closed();
    }
    const std::uint64_t number = note(incoming_);
    const auto message = method_.request();
    if (parse(incoming_, *message)) {
      take(*message, number);
      read_on();
    }
  }

  void OnWriteDone(bool ok) override {
    {
      const std::scoped_lock lock(mutex_);
      writing_ = false;
    }
    if (ok) {
      pump();
    }
  }

  grpc::ByteBuffer incoming_;
  grpc::ByteBuffer outgoing_;
  bool writing_ = false;
};

class WatchCall final : public StreamCall {
 public:
  using StreamCall::StreamCall;

 private:
  void opened() override {
    const Turn turn(service_.state);
    stream_ = std::make_unique<WatchStream>(
        service_.state.store, service_.state.hub, service_.state.clock,
        WatchStream::Options{.most_bytes = service_.state.limits.request_bytes + 512 * 1024,
                             .progress_every = service_.state.limits.progress_every},
        [weak = weak_from_this()] {
          if (const auto call = std::static_pointer_cast<WatchCall>(weak.lock())) {
            call->pump();
          }
        });
  }

  void take(Method::Message& message, std::uint64_t number) override {
    service_.watch(*stream_, caller_, static_cast<const pb::WatchRequest&>(message));
    service_.journal.answered(number, http_status(Code::ok));
  }

  void half_closed() override {}  // The watches go on; gRPC says when the client is gone.

  std::optional<grpc::ByteBuffer> next() override {
    const auto response = service_.next(*stream_, caller_);
    return response ? std::optional(bytes_of(*response)) : std::nullopt;
  }

  void ended() override {
    const Turn turn(service_.state);
    stream_.reset();
  }

  std::unique_ptr<WatchStream> stream_;
};

class ObserveCall final : public StreamCall {
 public:
  using StreamCall::StreamCall;

 private:
  void take(Method::Message& message, std::uint64_t number) override {
    service_.journal.answered(number, http_status(Code::ok));
    auto observer = std::make_unique<Observer>(
        service_, caller_, static_cast<const electionpb::LeaderRequest&>(message), [weak = weak_from_this()] {
          if (const auto call = std::static_pointer_cast<ObserveCall>(weak.lock())) {
            call->pump();
          }
        });
    {
      const std::scoped_lock lock(mutex_);
      observer_ = std::move(observer);
    }
    pump();
  }

  void half_closed() override {}  // There is one request; gRPC says when the client is gone.

  std::optional<grpc::ByteBuffer> next() override {
    const auto answer = observer_ ? observer_->next() : std::nullopt;
    if (answer && !*answer) {
      over_ = true;
      Finish(status_of(answer->error()));
      return std::nullopt;
    }
    return answer ? std::optional(bytes_of(**answer)) : std::nullopt;
  }

  void ended() override {
    std::unique_ptr<Observer> observer;
    const std::scoped_lock lock(mutex_);
    observer = std::move(observer_);
  }

  std::unique_ptr<Observer> observer_;  ///< Guarded as what the base has.
};

class KeepAliveCall final : public StreamCall {
 public:
  using StreamCall::StreamCall;

 private:
  void take(Method::Message& message, std::uint64_t number) override {
    const auto answer = service_.call(method_, caller_, message, fault_ ? &*fault_ : nullptr);
    service_.journal.answered(number, http_status(answer ? Code::ok : answer.error().code));
    if (!answer) {
      return finish(answer.error());
    }
    {
      const std::scoped_lock lock(mutex_);
      ready_.push_back(bytes_of(**answer));
    }
    pump();
  }

  void half_closed() override {
    {
      const std::scoped_lock lock(mutex_);
      closed_ = true;
    }
    pump();
  }

  std::optional<grpc::ByteBuffer> next() override {
    if (ready_.empty()) {
      if (closed_) {
        over_ = true;
        Finish(grpc::Status::OK);
      }
      return std::nullopt;
    }
    auto bytes = ready_.front();
    ready_.pop_front();
    return bytes;
  }

  std::deque<grpc::ByteBuffer> ready_;
  bool closed_ = false;
};

}  // namespace

std::shared_ptr<GrpcCall> make_stream_call(Service& service, const Method& method, Caller caller,
                                           grpc::GenericCallbackServerContext& context) {
  switch (method.shape) {
    case Shape::watch:
      return std::make_shared<WatchCall>(service, method, std::move(caller), context);
    case Shape::observe:
      return std::make_shared<ObserveCall>(service, method, std::move(caller), context);
    default:
      return std::make_shared<KeepAliveCall>(service, method, std::move(caller), context);
  }
}

}  // namespace roadworthy::mocks::etcd
