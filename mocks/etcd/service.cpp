#include "mocks/etcd/service.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "mocks/etcd/kv.h"

namespace roadworthy::mocks::etcd {
namespace {

constexpr std::array<std::string_view, 7> kOwnFaults{"unavailable",   "no_leader",       "compacted", "auth_lost",
                                                     "watch_stalled", "watch_cancelled", "lease_lost"};
/// How late a lease may end; etcd itself looks every half second.
constexpr std::chrono::milliseconds kTick{100};

constexpr std::string_view kRevokePath = "/etcdserverpb.Lease/LeaseRevoke";

/// Why a watch may not be; empty when it may.
std::string denial(State& state, const Caller& caller, const pb::WatchCreateRequest& request) {
  const std::string key = request.key().empty() ? std::string(1, '\0') : request.key();
  // Of a watch that goes on to the last key, etcd 3.5 asks for its first key alone.
  const std::string end = request.range_end() == std::string_view("\0", 1) ? "" : request.range_end();
  const auto allowed = identify(state, caller).and_then([&](const Identity& who) {
    return state.auth.may(who, authpb::Permission::READ, key, end);
  });
  // The server puts its client-side error there, code and all.
  return allowed ? "" : fmt::format("rpc error: code = PermissionDenied desc = {}", kPermissionDenied.text);
}

}  // namespace

Service::Service(State& the_state, Faults& the_faults, Journal& the_journal)
    : state(the_state), faults(the_faults), journal(the_journal), pusher(the_state) {}

Service::~Service() {
  stop();
}

std::span<const std::string_view> Service::own_faults() {
  return kOwnFaults;
}

Result<void> Service::keep_in(const std::string& folder) {
  const Caller myself{.peer = {}, .token = {}, .endpoint = 0, .replays = true};
  auto opened = WriteAhead::open(folder, [&](std::string_view path, std::string_view bytes) {
    const Method* const method = find_method(path);
    const auto request = method == nullptr ? nullptr : method->request();
    if (request != nullptr && request->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
      const Turn turn(state);
      (void)method->call(state, myself, *request);
    }
  });
  if (!opened) {
    return std::unexpected(opened.error());
  }
  written_ = std::move(*opened);
  return {};
}

void Service::begin() {
  tick();
}

void Service::stop() {
  later.stop();
  pusher.stop();
  end_streams({Code::unavailable, std::string(kStopped.text)}, false);
}

Answer<std::unique_ptr<Method::Message>> Service::call(const Method& method, const Caller& caller,
                                                       Method::Message& request, const Fault* fault) {
  const bool unary = method.shape == Shape::unary;
  if (unary) {
    started(method);
  }
  if (fault != nullptr) {
    if (auto failure = failure_of(*fault, method, request)) {
      handled(method, failure->code);
      return std::unexpected(std::move(*failure));
    }
  }
  const Turn turn(state);
  const bool lost = fault != nullptr && fault->own == "lease_lost" && method.shape == Shape::keep_alive;
  if (lost) {
    end_leases();
  }
  const std::int64_t before = state.store.revision();
  auto answer = method.call(state, caller, request);
  if (method.changes && written_ && (answer || state.store.revision() != before)) {
    written_->append(method.path, request.SerializeAsString());
  }
  if (unary) {
    handled(method, answer ? Code::ok : answer.error().code);
  }
  return answer;
}

std::unique_ptr<WatchStream> Service::changes_below(const std::string& prefix, std::function<void()> kick) {
  pb::WatchCreateRequest changes;
  changes.set_key(prefix);
  changes.set_range_end(prefix);
  ++changes.mutable_range_end()->back();
  const Turn turn(state);
  auto stream =
      std::make_unique<WatchStream>(state.store, state.hub, state.clock, WatchStream::Options{}, std::move(kick));
  stream->create(std::move(changes), "");
  return stream;
}

void Service::leave(const Method& method, const Method::Message& request) {
  pb::DeleteRangeRequest removal;
  removal.set_key(method.waits_as(request));
  if (!removal.key().empty()) {
    (void)call(*find_method("/etcdserverpb.KV/DeleteRange"), {.peer = {}, .token = {}, .endpoint = 0, .replays = true},
               removal, nullptr);
  }
}

std::optional<Failure> Service::failure_of(const Fault& fault, const Method& method, const Method::Message& request) {
  const auto known = [](const KnownFailure& failure) {
    return std::optional(Failure{failure.code, std::string(failure.text)});
  };
  if (fault.own == "unavailable") {
    return known(kTimedOut);
  }
  if (fault.own == "no_leader") {
    const auto* const range = dynamic_cast<const pb::RangeRequest*>(&request);
    const bool local = (range != nullptr && range->serializable()) || method.path == "/etcdserverpb.Maintenance/Status";
    return local ? std::nullopt : known(kNoLeader);
  }
  if (fault.own == "compacted") {
    const auto* const range = dynamic_cast<const pb::RangeRequest*>(&request);
    const bool old = (range != nullptr && range->revision() > 0) || method.path == "/etcdserverpb.KV/Compact";
    return old ? known(kCompacted) : std::nullopt;
  }
  if (fault.own == "auth_lost" && method.path != "/etcdserverpb.Auth/Authenticate") {
    return known(kInvalidToken);
  }
  return std::nullopt;
}

void Service::watch(WatchStream& stream, const Caller& caller, const pb::WatchRequest& request) {
  const bool compacted = request.create_request().start_revision() > 0 && in_force("compacted");
  const bool cancelled = request.has_create_request() && in_force("watch_cancelled");
  const Turn turn(state);
  if (request.has_create_request()) {
    stream.create(request.create_request(), denial(state, caller, request.create_request()));
  } else if (request.has_cancel_request()) {
    stream.cancel(request.cancel_request().watch_id());
  } else if (request.has_progress_request()) {
    stream.ask_progress();
  }
  if (compacted) {
    stream.cancel_all("", state.store.revision());
  } else if (cancelled) {
    stream.cancel_all("etcdserver: watch canceled", 0);
  }
}

std::optional<pb::WatchResponse> Service::next(WatchStream& stream, const Caller& caller) {
  const std::scoped_lock lock(state.mutex);
  auto response = stream.next();
  if (response) {
    fill_header(state, caller, *response->mutable_header());
  }
  return response;
}

void Service::started(const Method& method) {
  const std::scoped_lock lock(calls_mutex_);
  ++calls_[method.path].started;
}

void Service::handled(const Method& method, Code code) {
  const std::scoped_lock lock(calls_mutex_);
  ++calls_[method.path].handled[code];
}

std::map<std::string_view, Service::Calls> Service::calls() {
  const std::scoped_lock lock(calls_mutex_);
  return calls_;
}

void Service::opened(const std::shared_ptr<OpenStream>& stream) {
  const std::scoped_lock lock(streams_mutex_);
  std::erase_if(streams_, [](const auto& each) { return each.expired(); });
  streams_.push_back(stream);
}

void Service::end_streams(const Failure& failure, bool leaderless) {
  std::vector<std::weak_ptr<OpenStream>> streams;
  {
    const std::scoped_lock lock(streams_mutex_);
    streams = streams_;
  }
  for (const auto& weak : streams) {
    if (const auto stream = weak.lock()) {
      stream->end(failure, leaderless);
    }
  }
}

void Service::follow_faults() {
  if (in_force("unavailable")) {
    end_streams({kTimedOut.code, std::string(kTimedOut.text)}, false);
  }
  if (in_force("no_leader")) {
    end_streams({kNoLeader.code, std::string(kNoLeader.text)}, true);
  }
  const Turn turn(state);
  state.cluster.has_leader = !in_force("no_leader");
  state.hub.stalled = in_force("watch_stalled");
  if (in_force("auth_lost")) {
    state.auth.tokens.forget_all();
  }
  if (in_force("lease_lost")) {
    end_leases();
  }
  for (WatchStream* const stream : state.hub.streams()) {
    if (in_force("watch_cancelled")) {
      stream->cancel_all("etcdserver: watch canceled", 0);
    }
    state.hub.wake(stream);  // One that was stalled goes on.
  }
}

/// All of them, as if their time were up.
void Service::end_leases() {
  for (const std::int64_t id : state.leases.by_end()) {
    pb::LeaseRevokeRequest request;
    request.set_id(id);
    (void)revoke(state, id);
    if (written_) {
      written_->append(kRevokePath, request.SerializeAsString());
    }
  }
}

void Service::tick() {
  {
    const bool leader = !in_force("no_leader");
    const bool stalled = in_force("watch_stalled");
    const Turn turn(state);
    for (const std::int64_t id : state.leases.ended()) {
      pb::LeaseRevokeRequest request;
      request.set_id(id);
      (void)revoke(state, id);
      if (written_) {
        written_->append(kRevokePath, request.SerializeAsString());
      }
    }
    const bool goes_on = state.hub.stalled && !stalled;
    state.hub.stalled = stalled;
    state.cluster.has_leader = leader;
    for (WatchStream* const stream : state.hub.streams()) {
      (void)stream->send_progress();
      if (goes_on) {
        state.hub.wake(stream);
      }
    }
  }
  later.at(state.clock.now() + kTick, [this] { tick(); });
}

}  // namespace roadworthy::mocks::etcd
