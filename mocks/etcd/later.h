#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include "core/clock.h"

namespace roadworthy::mocks::etcd {

/// Runs functions at their time, one after the other, on a thread of its own.
class Later {
 public:
  Later();
  ~Later();
  Later(const Later&) = delete;
  Later& operator=(const Later&) = delete;

  void at(TimePoint time, std::function<void()> run);
  /// Drops what was not run yet, and waits for what runs. Idempotent.
  void stop();

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::multimap<TimePoint, std::function<void()>> planned_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace roadworthy::mocks::etcd
