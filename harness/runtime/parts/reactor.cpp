#include "runtime/parts/reactor.h"

#include <array>
#include <cerrno>
#include <future>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace roadworthy {

Result<void> Reactor::start() {
  epoll_.reset(::epoll_create1(EPOLL_CLOEXEC));
  wake_.reset(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  epoll_event event{.events = EPOLLIN, .data = {.u64 = 0}};
  if (!epoll_ || !wake_ || ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, wake_.get(), &event) != 0) {
    return fail_system("make an epoll", errno);
  }
  thread_ = std::thread([this] { loop(); });
  return {};
}

void Reactor::stop() {
  if (!thread_.joinable()) {
    return;
  }
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  ::eventfd_write(wake_.get(), 1);
  thread_.join();
}

Result<void> Reactor::watch(std::shared_ptr<const UniqueFd> fd, std::function<bool()> ready) {
  const std::scoped_lock lock(mutex_);
  const std::uint64_t key = ++last_key_;
  epoll_event event{.events = EPOLLIN, .data = {.u64 = key}};
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd->get(), &event) != 0) {
    return fail_system("watch a file descriptor", errno);
  }
  watched_.emplace(key, Watched{.fd = std::move(fd), .ready = std::move(ready)});
  return {};
}

void Reactor::run(const std::function<void()>& work) {
  std::promise<void> done;
  {
    const std::scoped_lock lock(mutex_);
    queued_.emplace_back([&] {
      work();
      done.set_value();
    });
  }
  ::eventfd_write(wake_.get(), 1);
  done.get_future().wait();
}

void Reactor::loop() {
  std::array<epoll_event, 32> events{};
  while (true) {
    const int count = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), -1);
    eventfd_t wakes = 0;
    ::eventfd_read(wake_.get(), &wakes);  // Before the queue is taken, so that what is queued later wakes again.
    std::vector<std::function<void()>> queued;
    {
      const std::scoped_lock lock(mutex_);
      if (stopping_) {
        return;
      }
      queued.swap(queued_);
    }
    for (const auto& work : queued) {
      work();
    }
    for (int index = 0; index < count; ++index) {
      handle(events[static_cast<std::size_t>(index)].data.u64);
    }
  }
}

void Reactor::handle(std::uint64_t key) {
  Watched watched;
  {
    const std::scoped_lock lock(mutex_);
    const auto found = watched_.find(key);
    if (found == watched_.end()) {
      return;
    }
    watched = found->second;
  }
  if (!watched.ready()) {
    const std::scoped_lock lock(mutex_);
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, watched.fd->get(), nullptr);
    watched_.erase(key);
  }
}

}  // namespace roadworthy
