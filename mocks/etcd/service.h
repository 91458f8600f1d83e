#pragma once

#include <map>
#include <memory>
#include <set>
#include <span>
#include <vector>

#include "mocks/etcd/later.h"
#include "mocks/etcd/methods.h"
#include "mocks/etcd/pusher.h"
#include "mocks/etcd/state.h"
#include "mocks/etcd/write_ahead.h"
#include "mocks/http/faults.h"
#include "mocks/http/journal.h"

namespace roadworthy::mocks::etcd {

/// A stream of either front, as the faults see it.
class OpenStream {
 public:
  virtual ~OpenStream() = default;
  /// Ends it with a failure; called from any thread, without a lock. `leaderless`: only when the client asked for that.
  virtual void end(const Failure& failure, bool leaderless) = 0;
};

/// The server behind both fronts: the state, what is written down, what happens with time, and the faults of its own.
class Service {
 public:
  Service(State& state, Faults& faults, Journal& journal);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  /// Reads what an earlier life wrote, and writes down what this one does. Before the first call.
  [[nodiscard]] Result<void> keep_in(const std::string& folder);
  /// Lets leases end and progress be sent. Idempotent.
  void begin();
  void stop();

  /// Does what a unary method, or one message of a keep-alive stream, asks. `fault` is one of `own_faults`, or null.
  Answer<std::unique_ptr<Method::Message>> call(const Method& method, const Caller& caller, Method::Message& request,
                                                const Fault* fault);

  /// Does what a waiting method left when its caller leaves before the answer.
  void leave(const Method& method, const Method::Message& request);

  /// One message of a watch stream.
  void watch(WatchStream& stream, const Caller& caller, const pb::WatchRequest& request);
  /// The next response of a watch stream with its whole header, if there is one.
  [[nodiscard]] std::optional<pb::WatchResponse> next(WatchStream& stream, const Caller& caller);

  /// `unavailable`, `no_leader`, `compacted`, `auth_lost`, `watch_stalled`, `watch_cancelled`, `lease_lost`.
  [[nodiscard]] static std::span<const std::string_view> own_faults();
  /// Puts in force what faults do beside the answers that they change. After `Faults::set`.
  void follow_faults();

  /// A call of `method` began; it ended with a code. For `/metrics`.
  void started(const Method& method);
  void handled(const Method& method, Code code);
  struct Calls {
    std::uint64_t started = 0;
    std::map<Code, std::uint64_t> handled;
  };
  /// By path.
  [[nodiscard]] std::map<std::string_view, Calls> calls();

  void opened(const std::shared_ptr<OpenStream>& stream);

  /// A stream of the changes, from now on, of all keys that begin with `prefix`, for the server's own use.
  [[nodiscard]] std::unique_ptr<WatchStream> changes_below(const std::string& prefix, std::function<void()> kick);

  State& state;
  Faults& faults;
  Journal& journal;
  Later later;
  Pusher pusher;

 private:
  [[nodiscard]] std::optional<Failure> failure_of(const Fault& fault, const Method& method,
                                                  const Method::Message& request);
  void tick();
  void end_leases();
  void end_streams(const Failure& failure, bool leaderless);
  [[nodiscard]] bool in_force(std::string_view fault) const { return faults.own_until(fault).has_value(); }

  std::unique_ptr<WriteAhead> written_;
  std::mutex calls_mutex_;
  std::map<std::string_view, Calls> calls_;
  std::mutex streams_mutex_;
  std::vector<std::weak_ptr<OpenStream>> streams_;
};

}  // namespace roadworthy::mocks::etcd
