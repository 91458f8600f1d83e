#include "mocks/etcd/grpc_call.h"

#include <fmt/format.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include "mocks/etcd/http_status.h"

namespace roadworthy::mocks::etcd {
namespace {

constexpr std::chrono::milliseconds kAgain{20};  ///< When a call that waits looks at its fault.

bool has(const grpc::GenericCallbackServerContext& context, const char* name) {
  return context.client_metadata().contains(name);
}

std::string flat(const grpc::ByteBuffer& bytes) {
  grpc::Slice slice;
  if (bytes.TrySingleSlice(&slice).ok() || bytes.DumpToSingleSlice(&slice).ok()) {
    return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
  }
  return {};
}

}  // namespace

grpc::Status status_of(const Failure& failure) {
  return {static_cast<grpc::StatusCode>(failure.code), failure.text};
}

grpc::ByteBuffer bytes_of(const Method::Message& message) {
  grpc::ByteBuffer bytes;
  bool own = false;
  (void)grpc::GenericSerialize<grpc::ProtoBufferWriter, Method::Message>(message, &bytes, &own);
  return bytes;
}

GrpcCall::GrpcCall(Service& service, const Method& method, Caller caller, grpc::GenericCallbackServerContext& context)
    : service_(service), method_(method), caller_(std::move(caller)), wants_leader_(has(context, "hasleader")) {
  for (const auto& [name, value] : context.client_metadata()) {
    metadata_.emplace_back(std::string(name.data(), name.size()), std::string(value.data(), value.size()));
  }
}

void GrpcCall::begin() {
  self_ = shared_from_this();
  const AppliedFaults applied = service_.faults.apply(method_.path, caller_.endpoint + 1);
  fault_names_ = applied.names();
  if (applied.other && applied.other->kind == FaultKind::own) {
    fault_ = applied.other;
  }
  const bool hangs = applied.other && applied.other->kind == FaultKind::hang;
  if (applied.slow.empty() && !hangs) {
    go_on();
  } else {
    wait_for_faults(applied);
  }
}

/// A hanging call is asked now and then whether its fault is still in force; the client may leave meanwhile.
void GrpcCall::wait_for_faults(const AppliedFaults& applied) {
  TimePoint ready = service_.state.clock.now();
  for (const Fault& slow : applied.slow) {
    ready += slow.delay;
  }
  const bool hangs = applied.other && applied.other->kind == FaultKind::hang;
  const auto look = [weak = weak_from_this(), applied, ready, hangs](const auto& again) -> void {
    const auto call = weak.lock();
    if (call == nullptr) {
      return;
    }
    const TimePoint now = call->service_.state.clock.now();
    const bool same = call->service_.faults.generation() == applied.generation;
    const bool held = hangs && same && (!applied.until || now < *applied.until);
    if (held || (same && now < ready)) {
      call->service_.later.at(hangs ? now + kAgain : std::min(ready, now + kAgain), [again] { again(again); });
    } else {
      call->go_on();
    }
  };
  look(look);
}

std::uint64_t GrpcCall::note(const grpc::ByteBuffer& bytes) {
  Exchange exchange;
  exchange.at = std::chrono::system_clock::now();
  exchange.peer = caller_.peer;
  exchange.method = "gRPC";
  exchange.target = method_.path;
  exchange.path = method_.path;
  exchange.headers = metadata_;
  exchange.body = flat(bytes);
  exchange.faults = fault_names_;
  return service_.journal.received(std::move(exchange));
}

void GrpcCall::finish(const grpc::Status& status) {
  {
    const std::scoped_lock lock(mutex_);
    if (std::exchange(over_, true)) {
      return;
    }
  }
  Finish(status);
}

void GrpcCall::finish(const Failure& failure) {
  finish(status_of(failure));
}

void GrpcCall::finish_with(const Method::Message& message) {
  last_ = bytes_of(message);
  {
    const std::scoped_lock lock(mutex_);
    if (std::exchange(over_, true)) {
      return;
    }
  }
  StartWriteAndFinish(&last_, grpc::WriteOptions(), grpc::Status::OK);
}

bool GrpcCall::parse(grpc::ByteBuffer& bytes, Method::Message& message) {
  const std::size_t most = service_.state.limits.request_bytes + 512 * 1024;
  if (bytes.Length() > most) {
    finish(Failure{Code::resource_exhausted,
                   fmt::format("grpc: received message larger than max ({} vs. {})", bytes.Length(), most)});
    return false;
  }
  if (!grpc::GenericDeserialize<grpc::ProtoBufferReader, Method::Message>(&bytes, &message).ok()) {
    finish(Failure{Code::internal, "grpc: error unmarshalling request: proto: cannot parse invalid wire-format data"});
    return false;
  }
  return true;
}

void GrpcCall::OnCancel() {
  finish(grpc::Status(grpc::StatusCode::CANCELLED, "context canceled"));
}

void GrpcCall::OnDone() {
  ended();
  self_.reset();
}

}  // namespace roadworthy::mocks::etcd
