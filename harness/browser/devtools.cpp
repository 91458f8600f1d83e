#include "browser/devtools.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include "core/source_span.h"

namespace roadworthy {

using nlohmann::json;

namespace {

bool tells_of_a_network_change(const json& message) {
  const json::json_pointer error("/params/errorText");
  return message.is_object() && message.value("method", "") == "Network.loadingFailed" && message.contains(error) &&
         message.at(error) == kNetworkChanged;
}

}  // namespace

Result<std::string> DevTools::read_message(TimePoint deadline) {
  constexpr std::size_t kLongest = 32u << 20;
  for (;;) {
    if (const auto end = unread_.find('\0'); end != std::string::npos) {
      std::string message = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      return message;
    }
    if (stand_.interrupted()) {
      return fail(ErrorKind::interrupted, "interrupted");
    }
    if (stand_.clock().now() >= deadline) {
      return fail(ErrorKind::environment, "Chromium did not answer in time",
                  "the machine may be too busy: give the check a longer `timeout`");
    }
    constexpr int kInterruptSeenAfter = 50;  // Milliseconds.
    pollfd polled{from_.get(), POLLIN, 0};
    if (poll(&polled, 1, kInterruptSeenAfter) <= 0) {
      continue;
    }
    std::array<char, 64u << 10> buffer{};
    const ssize_t count = read(from_.get(), buffer.data(), buffer.size());
    if (count == 0 || (count < 0 && errno != EINTR) || unread_.size() > kLongest) {
      return fail(ErrorKind::environment, "Chromium ended, or said more than can be read");
    }
    unread_.append(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
}

Result<json> DevTools::call(const std::string& method, json parameters, const std::string& session,
                            TimePoint deadline) {
  json message{{"id", ++last_id_}, {"method", method}, {"params", std::move(parameters)}};
  if (!session.empty()) {
    message["sessionId"] = session;
  }
  const std::string text = message.dump() + '\0';
  for (std::size_t sent = 0; sent < text.size();) {
    const ssize_t count = write(to_.get(), text.data() + sent, text.size() - sent);
    if (count < 0 && errno != EINTR) {
      return fail_system("Chromium went away", errno);
    }
    sent += count > 0 ? static_cast<std::size_t>(count) : 0;
  }
  for (;;) {
    const auto received = read_message(deadline);
    if (!received) {
      return std::unexpected(received.error());
    }
    const json answer = json::parse(*received, nullptr, false);
    if (!answer.is_object() || answer.value("id", 0) != last_id_) {
      network_changes_ += tells_of_a_network_change(answer) ? 1 : 0;
      continue;
    }
    if (const auto error = answer.find("error"); error != answer.end()) {
      return fail(ErrorKind::environment,
                  fmt::format("{}{}: {}", kChromiumRefuses, method,
                              printable(error->dump(-1, 32, true, json::error_handler_t::replace))));
    }
    return answer.value("result", json::object());
  }
}

}  // namespace roadworthy
