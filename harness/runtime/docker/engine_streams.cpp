#include <array>
#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/docker/curl_handle.h"
#include "runtime/docker/engine_client.h"

namespace roadworthy {
namespace {

constexpr std::size_t kLongestHead = 64 * 1024;

bool await(int fd, short events, TimePoint deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  pollfd awaited{.fd = fd, .events = events, .revents = 0};
  return left.count() > 0 && ::poll(&awaited, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 3'600'000))) > 0;
}

Result<void> send_all(CURL* curl, int socket, std::string_view bytes, TimePoint deadline) {
  while (!bytes.empty()) {
    std::size_t sent = 0;
    const CURLcode code = curl_easy_send(curl, bytes.data(), bytes.size(), &sent);
    if (code == CURLE_AGAIN && await(socket, POLLOUT, deadline)) {
      continue;
    }
    if (code != CURLE_OK) {
      return fail(ErrorKind::environment, "the Docker Engine closed the connection");
    }
    bytes.remove_prefix(sent);
  }
  return {};
}

/// Reads single bytes, so that what follows the head stays where it is.
Result<std::string> read_until(CURL* curl, int socket, std::string_view end, std::size_t most, TimePoint deadline) {
  std::string text;
  while (!text.ends_with(end) && text.size() < most) {
    char byte = 0;
    std::size_t got = 0;
    const CURLcode code = curl_easy_recv(curl, &byte, 1, &got);
    if (code == CURLE_AGAIN) {
      if (await(socket, POLLIN, deadline)) {
        continue;
      }
      return fail(ErrorKind::environment, "the Docker Engine did not answer in time");
    }
    if (code != CURLE_OK || got == 0) {
      break;
    }
    text += byte;
  }
  return text;
}

/// Carries bytes between a TLS connection and our end of a socket pair until either is closed.
void carry(CURL* curl, int remote, int local, const std::stop_token& stop) {
  std::array<char, 16384> buffer{};
  while (!stop.stop_requested()) {
    std::size_t got = 0;
    CURLcode code = curl_easy_recv(curl, buffer.data(), buffer.size(), &got);
    if (code == CURLE_OK && got > 0) {
      if (::send(local, buffer.data(), got, MSG_NOSIGNAL) != static_cast<ssize_t>(got)) {
        return;
      }
      continue;
    }
    if (code != CURLE_AGAIN) {
      return;
    }
    std::array<pollfd, 2> awaited{pollfd{remote, POLLIN, 0}, pollfd{local, POLLIN, 0}};
    ::poll(awaited.data(), awaited.size(), -1);
    if (awaited[1].revents != 0) {
      const ssize_t count = ::recv(local, buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (count <= 0 || !send_all(curl, remote, {buffer.data(), static_cast<std::size_t>(count)}, TimePoint::max())) {
        return;
      }
    }
  }
}

Result<EngineStreams> through_a_pair(CurlHandle curl, int remote) {
  std::array<int, 2> ends{-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return fail_system("make a pair of sockets", errno);
  }
  EngineStreams streams{.socket = UniqueFd(ends[0]), .cipher = {}};
  streams.cipher = std::jthread([curl = std::move(curl), remote, local = UniqueFd(ends[1])](
                                    const std::stop_token& stop) { carry(curl.get(), remote, local.get(), stop); });
  return streams;
}

}  // namespace

Result<EngineStreams> EngineClient::take_over(std::string_view what, const EngineRequest& request,
                                              TimePoint deadline) const {
  CurlHandle curl(curl_easy_init());
  const std::string url = url_of(address_, "/");
  aim(curl.get(), address_);
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT, 30L);
  curl_socket_t socket = CURL_SOCKET_BAD;
  if (const CURLcode code = curl_easy_perform(curl.get()); code != CURLE_OK) {
    return fail(ErrorKind::environment, fmt::format("{}: {}: {}", what, address_.text, curl_easy_strerror(code)));
  }
  curl_easy_getinfo(curl.get(), CURLINFO_ACTIVESOCKET, &socket);
  const std::string body = request.body ? request.body->dump() : "";
  const std::string head = fmt::format(
      "{} {}{} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n"
      "Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n",
      request.method, prefix_, request.path, address_.authority, body.size());
  if (auto done = send_all(curl.get(), socket, head + body, deadline); !done) {
    return std::unexpected(done.error());
  }
  auto answer = read_until(curl.get(), socket, "\r\n\r\n", kLongestHead, deadline);
  if (!answer) {
    return std::unexpected(answer.error());
  }
  int status = 0;
  (void)std::sscanf(answer->c_str(), "HTTP/1.%*d %3d", &status);
  if (status != 101 && status != 200) {
    const auto rest = read_until(curl.get(), socket, "}", kLongestHead, deadline);
    const auto words =
        EngineAnswer{.status = status, .body = rest ? rest->substr(std::min(rest->find('{'), rest->size())) : ""};
    return fail(ErrorKind::environment, fmt::format("{}: {}", what, words.message()));
  }
  if (address_.tls) {
    return through_a_pair(std::move(curl), socket);
  }
  EngineStreams streams{.socket = UniqueFd(::fcntl(socket, F_DUPFD_CLOEXEC, 3)), .cipher = {}};
  // The transfer would shut the connection down when it goes: it only closes its own descriptor of it.
  return streams.socket ? Result<EngineStreams>(std::move(streams)) : fail_system("keep a connection", errno);
}

}  // namespace roadworthy
