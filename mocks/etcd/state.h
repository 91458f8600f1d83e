#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "mocks/etcd/auth.h"
#include "mocks/etcd/cluster.h"
#include "mocks/etcd/leases.h"
#include "mocks/etcd/store.h"
#include "mocks/etcd/watch.h"

namespace roadworthy::mocks::etcd {

/// Who asks, and at which endpoint.
struct Caller {
  std::string peer;
  std::optional<std::string> token;
  std::size_t endpoint = 0;
  bool replays = false;  ///< The program reads what it had written before it was started: nobody is asked for rights.
};

/// What bounds a request.
struct Limits {
  std::size_t request_bytes = 1'572'864;
  std::int64_t operations = 128;                       ///< Of a transaction.
  Duration progress_every = std::chrono::minutes(10);  ///< Of a watch that asked to hear even when there is nothing.
  unsigned bcrypt_cost = 4;  ///< etcd's own is 10, which takes a stand-in's test a tenth of a second a time.
};

/// All that the server is. Whoever uses it holds a `Turn`.
struct State {
  State(const Clock& the_clock, Limits the_limits, Duration token_life)
      : clock(the_clock), limits(the_limits), leases(the_clock), auth(the_clock, token_life) {}

  const Clock& clock;
  const Limits limits;
  Store store;
  Leases leases;
  Auth auth;
  Cluster cluster;
  WatchHub hub;
  std::uint64_t raft_index = 4;  ///< Grows by one with each request that changes something.
  std::mutex mutex;
  std::condition_variable woken;  ///< Streams have something to send.
};

/// Holds the state. When it ends, the streams that have something to send are told so soon, by the `Pusher`.
class Turn {
 public:
  explicit Turn(State& state) : state_(state), lock_(state.mutex) {}
  ~Turn();
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  State& state_;
  std::unique_lock<std::mutex> lock_;
};

/// Ends the open writes: new revision, leases, watches.
void commit(State& state);
/// Removes a lease with its keys, in one revision.
Answer<void> revoke(State& state, std::int64_t lease);
/// Fills in what a header has beside the revision; and that, unless one stands there.
void fill_header(const State& state, const Caller& caller, pb::ResponseHeader& header, bool with_revision = true);

}  // namespace roadworthy::mocks::etcd
