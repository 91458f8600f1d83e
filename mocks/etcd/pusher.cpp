#include "mocks/etcd/pusher.h"

namespace roadworthy::mocks::etcd {

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
  if (thread_.joinable()) {
    thread_.join();
  }
}

void Pusher::run() {
  std::vector<std::function<void()>> kicks;
  std::unique_lock lock(state_.mutex);
  while (true) {
    state_.woken.wait(lock, [this] { return stopping_ || state_.hub.has_woken(); });
    // Whoever is about to write goes first.
    lock.unlock();
    std::this_thread::yield();
    lock.lock();
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
  }
}

}  // namespace roadworthy::mocks::etcd
