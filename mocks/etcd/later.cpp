#include "mocks/etcd/later.h"

namespace roadworthy::mocks::etcd {

Later::Later() : thread_([this] { run(); }) {}

Later::~Later() {
  stop();
}

void Later::at(TimePoint time, std::function<void()> run) {
  const std::scoped_lock lock(mutex_);
  if (!stopping_) {
    planned_.emplace(time, std::move(run));
    changed_.notify_one();
  }
}

void Later::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    planned_.clear();
  }
  changed_.notify_one();
  if (thread_.joinable()) {
    thread_.join();
  }
}

void Later::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (planned_.empty()) {
      changed_.wait(lock);
    } else if (const TimePoint first = planned_.begin()->first; first > SteadyClock().now()) {
      changed_.wait_until(lock, first);
    } else {
      auto planned = planned_.extract(planned_.begin());
      lock.unlock();
      planned.mapped()();
      planned.mapped() = nullptr;
      lock.lock();
    }
  }
}

}  // namespace roadworthy::mocks::etcd
