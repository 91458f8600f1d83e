#include <array>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include "runtime/docker/docker_container.h"

namespace roadworthy {

Result<void> DockerContainer::attach(TimePoint deadline, bool with_past) {
  auto streams =
      engine_.take_over(fmt::format("attach to {}", name_),
                        {.method = "POST",
                         .path = fmt::format("/containers/{}/attach?stream=1&stdout=1&stderr=1&stdin={}&logs={}", id_,
                                             spec_.accepts_control ? 1 : 0, with_past ? 1 : 0)},
                        deadline);
  if (!streams) {
    return std::unexpected(streams.error());
  }
  auto run = std::make_shared<Run>();
  run->streams = *std::move(streams);
  run->socket = std::make_shared<const UniqueFd>(std::move(run->streams.socket));
  if (spec_.accepts_control) {
    run->control = std::make_shared<ControlChannel>(UniqueFd(::fcntl(run->socket->get(), F_DUPFD_CLOEXEC, 3)));
  }
  {
    const std::scoped_lock lock(mutex_);
    run_ = run;
  }
  return reactor_.watch(run->socket, [this, run] { return read_some(run); });
}

bool DockerContainer::read_some(const std::shared_ptr<Run>& run) {
  std::array<char, 65536> buffer{};
  const ssize_t count = ::recv(run->socket->get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
    return true;
  }
  if (count <= 0) {
    finish(run);
    return false;
  }
  take(run, {buffer.data(), static_cast<std::size_t>(count)});
  return true;
}

void DockerContainer::take(const std::shared_ptr<Run>& run, std::string_view bytes) {
  run->frames.append(bytes, [&](OutputStream stream, std::string_view part) {
    if (run->control && stream == OutputStream::out) {
      run->control->received(part);
      return;
    }
    log_.count(part.size());
    LineCutter& lines = stream == OutputStream::out ? run->out : run->error;
    lines.append(part, [this](std::string text, bool cut) { log_.add(std::move(text), cut); });
  });
  changed_();
}

void DockerContainer::follow_log(const std::string& since) {
  auto run = std::make_shared<Run>();
  const std::scoped_lock lock(mutex_);
  run_ = run;
  // Who attaches now is too late for what a short run prints at once.
  followers_.emplace_back([this, run, since] {
    (void)engine_.follow(
        {.path = fmt::format("/containers/{}/logs?follow=1&stdout=1&stderr=1&since={}", id_, since)},
        [&](std::string_view bytes) {
          take(run, bytes);
          return true;
        },
        followers_end_.get(), TimePoint::max());
    finish(run);
  });
}

void DockerContainer::end_output() {
  ::eventfd_write(followers_end_.get(), 1);
  std::vector<std::thread> followers;
  {
    const std::scoped_lock lock(mutex_);
    followers.swap(followers_);
  }
  for (std::thread& follower : followers) {
    follower.join();
  }
}

void DockerContainer::finish(const std::shared_ptr<Run>& run) {
  for (LineCutter* lines : {&run->out, &run->error}) {
    lines->finish([this](std::string text, bool cut) { log_.add(std::move(text), cut); });
  }
  if (run->control) {
    run->control->ended();
  }
  {
    const std::scoped_lock lock(mutex_);
    run->ended = true;
  }
  stream_ended_.notify_all();
  changed_();
}

}  // namespace roadworthy
