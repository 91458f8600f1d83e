#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "core/error.h"
#include "core/unique_fd.h"

namespace roadworthy {

/// One thread that waits for file descriptors. Everything that a stand learns by itself (output, exits) it learns
/// there.
class Reactor {
 public:
  Reactor() = default;
  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;
  ~Reactor() { stop(); }

  [[nodiscard]] Result<void> start();
  void stop();

  /// Calls `ready` in the reactor's thread whenever `fd` can be read or has ended, until it returns false. `ready` must
  /// not block.
  [[nodiscard]] Result<void> watch(std::shared_ptr<const UniqueFd> fd, std::function<bool()> ready);

  /// Runs `work` in the reactor's thread and returns when it is done. Not from that thread itself.
  void run(const std::function<void()>& work);

 private:
  struct Watched {
    std::shared_ptr<const UniqueFd> fd;
    std::function<bool()> ready;
  };

  void loop();
  void handle(std::uint64_t key);

  UniqueFd epoll_;
  UniqueFd wake_;
  std::mutex mutex_;
  std::map<std::uint64_t, Watched> watched_;
  std::uint64_t last_key_ = 0;  ///< 0 stands for `wake_`.
  std::vector<std::function<void()>> queued_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace roadworthy
