#include "browser/socks_proxy.h"

#include <array>
#include <cerrno>
#include <optional>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace roadworthy {
namespace {

constexpr std::size_t kMostTalks = 200;  ///< Connections of one page; a browser opens six to a host.

/// Waits until a socket is readable; false when everything is to end.
bool await_readable(int socket, int ending) {
  std::array<pollfd, 2> polled{pollfd{socket, POLLIN, 0}, pollfd{ending, POLLIN, 0}};
  while (poll(polled.data(), polled.size(), -1) < 0) {
    if (errno != EINTR) {
      return false;
    }
  }
  return polled[1].revents == 0;
}

/// Exactly `count` bytes, or nothing.
std::optional<std::string> read_bytes(int socket, int ending, std::size_t count) {
  std::string bytes(count, '\0');
  for (std::size_t have = 0; have < count;) {
    if (!await_readable(socket, ending)) {
      return std::nullopt;
    }
    const ssize_t got = recv(socket, bytes.data() + have, count - have, MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
      return std::nullopt;
    }
    have += got > 0 ? static_cast<std::size_t>(got) : 0;
  }
  return bytes;
}

bool write_bytes(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EAGAIN) {
      pollfd polled{socket, POLLOUT, 0};
      constexpr int kPatience = 10'000;
      if (poll(&polled, 1, kPatience) <= 0) {
        return false;
      }
      continue;
    }
    if (count < 0 && errno != EINTR) {
      return false;
    }
    bytes.remove_prefix(count > 0 ? static_cast<std::size_t>(count) : 0);
  }
  return true;
}

struct Target {
  std::string host;
  std::uint16_t port = 0;
};

/// RFC 1928, sections 3 and 4.
std::optional<Target> read_target(int client, int ending) {
  const auto greeting = read_bytes(client, ending, 2);
  if (!greeting || (*greeting)[0] != 5 || !read_bytes(client, ending, static_cast<unsigned char>((*greeting)[1])) ||
      !write_bytes(client, std::string_view("\5\0", 2))) {
    return std::nullopt;
  }
  const auto request = read_bytes(client, ending, 4);
  if (!request || (*request)[1] != 1) {
    return std::nullopt;
  }
  Target target;
  std::optional<std::string> address;
  if ((*request)[3] == 3) {
    const auto length = read_bytes(client, ending, 1);
    address = length ? read_bytes(client, ending, static_cast<unsigned char>((*length)[0])) : std::nullopt;
    target.host = address.value_or("");
  } else if ((*request)[3] == 1) {
    address = read_bytes(client, ending, 4);
    std::array<char, INET_ADDRSTRLEN> text{};
    target.host =
        address && inet_ntop(AF_INET, address->data(), text.data(), text.size()) != nullptr ? text.data() : "";
  }
  const auto port = address ? read_bytes(client, ending, 2) : std::nullopt;
  if (!port || target.host.empty()) {
    return std::nullopt;
  }
  target.port =
      static_cast<std::uint16_t>(static_cast<unsigned char>((*port)[0]) << 8U | static_cast<unsigned char>((*port)[1]));
  return target;
}

/// Bytes in both directions until both sides have ended, or one has failed.
void relay(int client, int server, int ending) {
  std::array<char, 16u << 10> buffer{};
  std::array<bool, 2> open{true, true};
  while (open[0] || open[1]) {
    std::array<pollfd, 3> polled{pollfd{open[0] ? client : -1, POLLIN, 0}, pollfd{open[1] ? server : -1, POLLIN, 0},
                                 pollfd{ending, POLLIN, 0}};
    if ((poll(polled.data(), polled.size(), -1) < 0 && errno != EINTR) || polled[2].revents != 0) {
      return;
    }
    for (std::size_t side = 0; side < 2; ++side) {
      if (polled.at(side).revents == 0) {
        continue;
      }
      const int to = side == 0 ? server : client;
      const ssize_t count = recv(polled.at(side).fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (count > 0 && !write_bytes(to, {buffer.data(), static_cast<std::size_t>(count)})) {
        return;
      }
      if (count == 0) {
        open.at(side) = false;
        shutdown(to, SHUT_WR);
      }
      if (count < 0 && errno != EAGAIN && errno != EINTR) {
        return;
      }
    }
  }
}

}  // namespace

Result<std::unique_ptr<SocksProxy>> SocksProxy::start(Stand& stand, std::string from, TimePoint deadline) {
  std::unique_ptr<SocksProxy> proxy(new SocksProxy(stand, std::move(from), deadline));
  proxy->listener_ = UniqueFd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  proxy->ending_ = UniqueFd(eventfd(0, EFD_CLOEXEC));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (!proxy->listener_ || !proxy->ending_ || bind(proxy->listener_.get(), generic, size) != 0 ||
      listen(proxy->listener_.get(), SOMAXCONN) != 0 || getsockname(proxy->listener_.get(), generic, &size) != 0) {
    return fail_system("cannot listen on 127.0.0.1 for the browser", errno);
  }
  proxy->port_ = ntohs(address.sin_port);
  proxy->thread_ = std::thread([raw = proxy.get()] { raw->accept_all(); });
  return proxy;
}

SocksProxy::~SocksProxy() {
  if (thread_.joinable()) {
    constexpr std::uint64_t kEnd = 1;
    (void)!write(ending_.get(), &kEnd, sizeof kEnd);
    thread_.join();
  }
}

void SocksProxy::accept_all() {
  while (await_readable(listener_.get(), ending_.get())) {
    const int client = accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (client < 0 || talks_.size() >= kMostTalks) {
      (void)UniqueFd(client);
      continue;
    }
    talks_.emplace_back([this, client] { serve(client); });
  }
  for (std::thread& talk : talks_) {
    talk.join();
  }
}

void SocksProxy::serve(int client) {
  const UniqueFd owned(client);
  const auto target = read_target(client, ending_.get());
  if (!target) {
    return;
  }
  const auto server = stand_.connect(from_, target->host, target->port, deadline_);
  // Section 6: succeeded, or connection refused; the address is of no use to anybody.
  write_bytes(client,
              server ? std::string_view("\5\0\0\1\0\0\0\0\0\0", 10) : std::string_view("\5\5\0\1\0\0\0\0\0\0", 10));
  if (server) {
    relay(client, server->get(), ending_.get());
  }
}

}  // namespace roadworthy
