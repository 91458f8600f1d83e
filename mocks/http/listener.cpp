#include "mocks/http/listener.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <memory>

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace roadworthy::mocks {
namespace {

/// Puts `port` into the bytes of an IPv4 or IPv6 socket address; the field lies at one place in both.
void set_port(std::string& address, std::uint16_t port) {
  const std::uint16_t wire = htons(port);
  std::memcpy(address.data() + offsetof(sockaddr_in, sin_port), &wire, sizeof wire);
}

std::uint16_t port_of(int socket) {
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&bound), &size);
  std::uint16_t wire = 0;
  std::memcpy(&wire, reinterpret_cast<const char*>(&bound) + offsetof(sockaddr_in, sin_port), sizeof wire);
  return ntohs(wire);
}

Result<std::string> resolve(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &found); error != 0) {
    return fail(ErrorKind::environment, fmt::format("{} has no address here: {}", host, ::gai_strerror(error)));
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  return std::string(reinterpret_cast<const char*>(found->ai_addr), found->ai_addrlen);
}

}  // namespace

Result<Listener> Listener::bind(const ListenAddress& address) {
  const auto resolved = resolve(address.host);
  if (!resolved) {
    return std::unexpected(resolved.error());
  }
  Listener listener;
  listener.address_ = *resolved;
  Result<void> taken;
  for (std::uint32_t port = address.first_port; port <= std::max(address.first_port, address.last_port); ++port) {
    listener.port_ = static_cast<std::uint16_t>(port);
    set_port(listener.address_, listener.port_);
    taken = listener.take_port();
    if (taken) {
      return listener;
    }
  }
  return fail(ErrorKind::environment, fmt::format("cannot listen on {}: {}", address.host, taken.error().message));
}

Result<void> Listener::take_port() {
  UniqueFd next(::socket(reinterpret_cast<const sockaddr*>(address_.data())->sa_family,
                         SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!next) {
    return fail_system("cannot make a socket", errno);
  }
  const int on = 1;
  ::setsockopt(next.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  ::setsockopt(next.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  socket_.reset();
  listening_ = false;
  if (::bind(next.get(), reinterpret_cast<const sockaddr*>(address_.data()), static_cast<socklen_t>(address_.size())) !=
      0) {
    return fail_system(fmt::format("cannot take port {}", port_), errno);
  }
  socket_ = std::move(next);
  port_ = port_of(socket_.get());
  set_port(address_, port_);
  return {};
}

Result<void> Listener::listen() {
  if (listening_) {
    return {};
  }
  if (!socket_) {
    if (auto taken = take_port(); !taken) {
      return taken;
    }
  }
  if (::listen(socket_.get(), SOMAXCONN) != 0) {
    return fail_system(fmt::format("cannot listen on port {}", port_), errno);
  }
  listening_ = true;
  return {};
}

Result<void> Listener::refuse() {
  // A closed listening socket refuses; one that is bound and does not listen keeps the port and refuses too.
  return listening_ ? take_port() : Result<void>{};
}

}  // namespace roadworthy::mocks
