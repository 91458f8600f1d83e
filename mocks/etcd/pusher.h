#pragma once

#include <condition_variable>
#include <thread>

#include "mocks/etcd/state.h"

namespace roadworthy::mocks::etcd {

/// Tells the streams that have something to send so, on a thread of its own: a write waits for no watcher, and what is
/// written while others are told goes out in one response.
class Pusher {
 public:
  explicit Pusher(State& state);
  ~Pusher();
  Pusher(const Pusher&) = delete;
  Pusher& operator=(const Pusher&) = delete;

  /// Nobody is told from here on. Idempotent.
  void stop();

 private:
  void run();

  State& state_;
  bool stopping_ = false;  ///< Under the state's lock.
  std::condition_variable ended_;
  std::thread thread_;
};

}  // namespace roadworthy::mocks::etcd
