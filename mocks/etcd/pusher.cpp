#include "mocks/etcd/pusher.h"

namespace roadworthy::mocks::etcd {
namespace {

/// Between two rounds of telling. The first write after a quiet time is told at once.
constexpr std::chrono::milliseconds kRound{1};

}  // namespace

Pusher::Pusher(State& state) : state_(state), thread_([this] { run(); }) {}

Pusher::~Pusher() {
  stop();
}

void Pusher::stop() {
  {
    const std::scoped_lock lock(state_.mutex);
    stopping_ = true;
  }
  state_.woken.notify_all();
  ended_.notify_all();
  if (thread_.joinable()) {
    thread_.join();
  }
}

void Pusher::run() {
  std::vector<std::function<void()>> kicks;
  std::unique_lock lock(state_.mutex);
  while (true) {
    state_.woken.wait(lock, [this] { return stopping_ || state_.hub.has_woken(); });
    if (stopping_) {
      return;
    }
    // A stream may end while others are told: its kick does no more than note that there is something, so that a stream
    // that is told is told under its own lock.
    for (const WatchStream* stream : state_.hub.take_woken()) {
      kicks.push_back(stream->kicker());
    }
    lock.unlock();
    for (const auto& kick : kicks) {
      kick();
    }
    kicks.clear();
    lock.lock();
    ended_.wait_for(lock, kRound, [this] { return stopping_; });
  }
}

}  // namespace roadworthy::mocks::etcd
