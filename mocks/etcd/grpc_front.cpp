#include "mocks/etcd/grpc_front.h"

#include <fmt/format.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/server_posix.h>

#include "mocks/etcd/grpc_call.h"

namespace roadworthy::mocks::etcd {
namespace {

/// Beyond this a message is not even read; etcd's own limit is looked at before.
constexpr int kLongestMessage = 16 * 1024 * 1024;

std::optional<std::string> token_of(const grpc::GenericCallbackServerContext& context) {
  for (const char* const name : {"token", "authorization"}) {
    if (const auto found = context.client_metadata().find(name); found != context.client_metadata().end()) {
      return std::string(found->second.data(), found->second.size());
    }
  }
  return std::nullopt;
}

/// As a server in Go says it.
Failure unknown_method(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == 0 || slash == path.npos) {
    return {Code::unimplemented, fmt::format("malformed method name: \"{}\"", path)};
  }
  const std::string service = path.substr(1, slash - 1);
  const bool known = std::ranges::any_of(
      methods(), [&](const Method& method) { return method.path.starts_with(path.substr(0, slash + 1)); });
  return {Code::unimplemented, known ? fmt::format("unknown method {} for service {}", path.substr(slash + 1), service)
                                     : fmt::format("unknown service {}", service)};
}

/// Answers a call of a method that there is not.
class Refusal final : public grpc::ServerGenericBidiReactor {
 public:
  explicit Refusal(const Failure& failure) { Finish(status_of(failure)); }
  void OnDone() override { delete this; }
};

}  // namespace

class GrpcFront::Calls final : public grpc::CallbackGenericService {
 public:
  explicit Calls(Service& service) : service_(service) {
    grpc::ServerBuilder builder;
    builder.RegisterCallbackGenericService(this);
    builder.SetMaxReceiveMessageSize(kLongestMessage);
    builder.SetMaxSendMessageSize(-1);
    // What etcd allows: a ping every five seconds while there are calls.
    builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 5'000);
    server_ = builder.BuildAndStart();
  }

  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* context) override {
    const Method* const method = find_method(context->method());
    if (method == nullptr) {
      return new Refusal(unknown_method(context->method()));
    }
    Arrival arrival = connections_.find(context->peer());
    Caller caller{.peer = std::move(arrival.peer), .token = token_of(*context), .endpoint = arrival.endpoint};
    const auto call = make_call(service_, *method, std::move(caller), *context);
    call->begin();
    return call.get();
  }

  Connections connections_;
  std::unique_ptr<grpc::Server> server_;

 private:
  Service& service_;
};

GrpcFront::GrpcFront(Service& service) : calls_(std::make_unique<Calls>(service)) {}

GrpcFront::~GrpcFront() {
  stop();
}

void GrpcFront::serve(int socket, const std::string& peer, std::size_t endpoint) {
  calls_->connections_.opened(socket, {.peer = peer, .endpoint = endpoint});
  grpc::AddInsecureChannelFromFd(calls_->server_.get(), socket);
}

void GrpcFront::closed(int socket, const std::string& peer) {
  calls_->connections_.closed(socket, peer);
}

void GrpcFront::stop() {
  if (calls_->server_) {
    calls_->server_->Shutdown(std::chrono::system_clock::now());
    calls_->server_->Wait();
    calls_->server_.reset();
  }
}

}  // namespace roadworthy::mocks::etcd
