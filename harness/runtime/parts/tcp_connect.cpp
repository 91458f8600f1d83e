#include "runtime/parts/tcp_connect.h"

#include <cerrno>
#include <chrono>
#include <cstring>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

namespace roadworthy {

std::unexpected<Error> refused(int error_number) {
  switch (error_number) {
    case ECONNREFUSED:
      return fail(ErrorKind::no_answer, "connection refused");
    case EHOSTUNREACH:
      return fail(ErrorKind::no_answer, "no route to host");
    case ENETUNREACH:
      return fail(ErrorKind::no_answer, "network unreachable");
    case ETIMEDOUT:
      return fail(ErrorKind::no_answer, "connection timed out");
    default:
      return fail(ErrorKind::no_answer, fmt::format("no connection: {}", std::strerror(error_number)));
  }
}

Result<UniqueFd> connect_tcp(const std::function<Result<UniqueFd>(int family)>& open, const std::string& address,
                             std::uint16_t port, TimePoint deadline, int interruption) {
  sockaddr_storage to{};
  socklen_t size = 0;
  auto& v4 = reinterpret_cast<sockaddr_in&>(to);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(to);
  if (::inet_pton(AF_INET, address.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    size = sizeof v4;
  } else if (::inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    size = sizeof v6;
  } else {
    return fail(ErrorKind::no_answer, fmt::format("no such host: {}", address));
  }
  auto socket = open(to.ss_family);
  if (!socket) {
    return socket;
  }
  if (::connect(socket->get(), reinterpret_cast<sockaddr*>(&to), size) == 0) {
    return socket;
  }
  if (errno != EINPROGRESS) {
    return refused(errno);
  }
  while (true) {
    const Duration left = deadline - std::chrono::steady_clock::now();
    if (left <= Duration::zero()) {
      return fail(ErrorKind::no_answer, "no connection before the deadline");
    }
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(left);
    const timespec timeout{.tv_sec = whole.count(), .tv_nsec = (left - whole).count()};
    pollfd awaited[] = {{.fd = socket->get(), .events = POLLOUT, .revents = 0},
                        {.fd = interruption, .events = POLLIN, .revents = 0}};
    if (::ppoll(awaited, 2, &timeout, nullptr) < 0 && errno != EINTR) {
      return fail_system("poll", errno);
    }
    if (awaited[1].revents != 0) {
      return fail(ErrorKind::interrupted, "interrupted");
    }
    if (awaited[0].revents != 0) {
      int error_number = 0;
      socklen_t length = sizeof error_number;
      ::getsockopt(socket->get(), SOL_SOCKET, SO_ERROR, &error_number, &length);
      if (error_number != 0) {
        return refused(error_number);
      }
      return socket;
    }
  }
}

}  // namespace roadworthy
