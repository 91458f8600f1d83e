#include "runtime/parts/control_channel.h"

#include <cerrno>

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include "runtime/parts/container_state.h"

namespace roadworthy {

using nlohmann::json;

Result<json> ControlChannel::request(const json& command, TimePoint deadline) {
  if (!command.is_object()) {
    return fail(ErrorKind::internal, "a command to a stand-in is no JSON object");
  }
  json numbered = command;
  std::uint64_t id = 0;
  {
    const std::scoped_lock lock(mutex_);
    id = ++last_id_;
    awaited_.emplace(id, std::nullopt);
  }
  numbered["id"] = id;
  // Bytes of a scenario that are no UTF-8 become U+FFFD: JSON has no others.
  const std::string line = numbered.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
  const Result<void> sent = send(line, deadline);

  std::unique_lock lock(mutex_);
  const auto answered = [&] { return awaited_.at(id).has_value() || ended_ || interrupted_; };
  if (sent) {
    changed_.wait_until(lock, deadline, answered);
  }
  std::optional<json> answer = std::move(awaited_.at(id));
  awaited_.erase(id);
  if (!sent) {
    return std::unexpected(sent.error());
  }
  if (!answer) {
    return interrupted_ ? fail(ErrorKind::interrupted, "interrupted")
           : ended_     ? fail(ErrorKind::no_answer, "the stand-in ended before it answered")
                        : fail(ErrorKind::no_answer, "the stand-in did not answer its control channel in time");
  }
  if (const auto ok = answer->find("ok"); ok != answer->end() && *ok == true) {
    answer->erase("id");
    return *std::move(answer);
  }
  const auto words = answer->find("error");
  return fail(
      ErrorKind::environment,
      fmt::format("the stand-in refused the command: {}",
                  words != answer->end() && words->is_string() ? words->get<std::string>() : "no reason given"));
}

Result<void> ControlChannel::send(std::string_view line, TimePoint deadline) {
  const std::scoped_lock one_at_a_time(sending_);
  while (!line.empty()) {
    const ssize_t sent = ::send(input_.get(), line.data(), line.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      line.remove_prefix(static_cast<std::size_t>(sent));
      continue;
    }
    if (sent < 0 && errno != EAGAIN && errno != EINTR) {
      return fail(ErrorKind::no_answer, "the stand-in has closed its control channel");
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) {
      return fail(ErrorKind::no_answer, "the stand-in did not read its control channel in time");
    }
    pollfd awaited{.fd = input_.get(), .events = POLLOUT, .revents = 0};
    ::poll(&awaited, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 60'000)));
  }
  return {};
}

void ControlChannel::received(std::string_view bytes) {
  const std::scoped_lock lock(mutex_);
  lines_.append(bytes, [this](const std::string& line, bool cut) { take(line, cut); });
}

void ControlChannel::take(std::string_view line, bool cut) {
  const json message = cut ? json() : json::parse(line, nullptr, false);
  if (!message.is_object()) {
    return;
  }
  if (const auto id = message.find("id"); id != message.end() && id->is_number_unsigned()) {
    if (const auto waiting = awaited_.find(id->get<std::uint64_t>()); waiting != awaited_.end()) {
      waiting->second = message;
      changed_.notify_all();
    }
    return;
  }
  const auto event = message.find("event");
  const auto address = message.find("address");
  if (event != message.end() && *event == "listening") {
    listening_ = address != message.end() && address->is_string() ? address->get<std::string>() : "";
  }
}

void ControlChannel::ended() {
  const std::scoped_lock lock(mutex_);
  ended_ = true;
  changed_.notify_all();
}

void ControlChannel::interrupt() {
  const std::scoped_lock lock(mutex_);
  interrupted_ = true;
  changed_.notify_all();
}

std::optional<std::string> ControlChannel::listening() const {
  const std::scoped_lock lock(mutex_);
  return listening_;
}

Result<json> command_stand_in(const ContainerSpec& spec, std::string_view name, const ContainerState& state,
                              const std::shared_ptr<ControlChannel>& channel, const json& command, TimePoint deadline) {
  if (!spec.accepts_control) {
    return fail(ErrorKind::unavailable, fmt::format("{} is no stand-in, so it takes no commands", name));
  }
  if (!channel || !runs(state)) {
    return fail(ErrorKind::no_answer, fmt::format("{} does not run, so it takes no commands", name));
  }
  auto answer = channel->request(command, deadline);
  if (!answer) {
    answer.error().message = fmt::format("{}: {}", name, answer.error().message);
  }
  return answer;
}

}  // namespace roadworthy
