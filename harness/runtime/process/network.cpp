#include "runtime/process/network.h"

#include <cerrno>
#include <chrono>
#include <cstring>

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/process/files.h"
#include "runtime/process/netlink.h"
#include "runtime/process/threads.h"

namespace roadworthy {
namespace {

constexpr std::size_t kMostPods = 250;
constexpr std::chrono::seconds kCableWait{5};
constexpr const char* kBridge = "stand";
constexpr const char* kOutside = "10.77.0.1/16";

std::string address_of(std::size_t pod) {
  return fmt::format("10.77.1.{}", pod + 1);
}

/// A network namespace as a container engine would hand it over: loopback on, any port for any user, no IPv6 beyond
/// loopback.
Result<UniqueFd> make_space() {
  return in_own_thread([]() -> Result<UniqueFd> {
    if (::unshare(CLONE_NEWNET) != 0) {
      return fail_system("unshare(CLONE_NEWNET)", errno);
    }
    UniqueFd space(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
    if (!space) {
      return fail_system("open /proc/thread-self/ns/net", errno);
    }
    if (auto done = write_to("/proc/sys/net/ipv4/ip_unprivileged_port_start", "0"); !done) {
      return std::unexpected(done.error());
    }
    if (::access("/proc/sys/net/ipv6/conf/default/disable_ipv6", F_OK) == 0) {
      if (auto done = write_to("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1"); !done) {
        return std::unexpected(done.error());
      }
    }
    auto netlink = Netlink::open();
    if (!netlink) {
      return std::unexpected(netlink.error());
    }
    if (auto done = netlink->bring_up("lo"); !done) {
      return std::unexpected(done.error());
    }
    return space;
  });
}

Result<void> give_address(int space, const std::string& address) {
  return in_own_thread([&]() -> Result<void> {
    if (::setns(space, CLONE_NEWNET) != 0) {
      return fail_system("setns(CLONE_NEWNET)", errno);
    }
    auto netlink = Netlink::open();
    if (!netlink) {
      return std::unexpected(netlink.error());
    }
    if (auto done = netlink->add_address("eth0", address + "/16"); !done) {
      return done;
    }
    return netlink->bring_up("eth0");
  });
}

Result<UniqueFd> open_socket(int space, int family) {
  const auto open_here = [family]() -> Result<UniqueFd> {
    UniqueFd socket(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    return socket ? Result<UniqueFd>(std::move(socket)) : fail_system("open a socket", errno);
  };
  if (space < 0) {
    return open_here();
  }
  return in_own_thread([&]() -> Result<UniqueFd> {
    if (::setns(space, CLONE_NEWNET) != 0) {
      return fail_system("setns(CLONE_NEWNET)", errno);
    }
    return open_here();
  });
}

std::unexpected<Error> no_answer(int error_number) {
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

}  // namespace

Result<Network> Network::create(const std::vector<std::string>& pods) {
  if (pods.size() > kMostPods) {
    return fail(ErrorKind::environment, fmt::format("{} pods; a stand has room for {}", pods.size(), kMostPods));
  }
  auto netlink = Netlink::open();
  if (!netlink) {
    return std::unexpected(netlink.error());
  }
  if (::access("/proc/sys/net/ipv6/conf/default/disable_ipv6", F_OK) == 0) {
    if (auto done = write_to("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1"); !done) {
      return std::unexpected(done.error());
    }
  }
  Result<void> done = netlink->bring_up("lo");
  if (done) {
    done = netlink->add_bridge(kBridge);
  }
  if (done) {
    done = netlink->add_address(kBridge, kOutside);
  }
  Network network;
  for (std::size_t index = 0; done && index < pods.size(); ++index) {
    auto space = make_space();
    if (!space) {
      return std::unexpected(space.error());
    }
    PodNetwork pod{.pod = pods[index], .address = address_of(index), .space = std::move(*space)};
    done = netlink->add_cable(fmt::format("pod{}", index), kBridge, "eth0", pod.space.get());
    if (done) {
      done = give_address(pod.space.get(), pod.address);
    }
    network.pods_.push_back(std::move(pod));
  }
  const TimePoint deadline = std::chrono::steady_clock::now() + kCableWait;
  for (std::size_t index = 0; done && index < pods.size(); ++index) {
    done = netlink->await_running(fmt::format("pod{}", index), deadline);
  }
  if (done && !pods.empty()) {
    done = netlink->await_running(kBridge, deadline);
  }
  if (!done) {
    return std::unexpected(done.error());
  }
  return network;
}

Result<UniqueFd> connect_within(int space, const std::string& address, std::uint16_t port, TimePoint deadline,
                                int interruption) {
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
  auto socket = open_socket(space, to.ss_family);
  if (!socket) {
    return socket;
  }
  if (::connect(socket->get(), reinterpret_cast<sockaddr*>(&to), size) == 0) {
    return socket;
  }
  if (errno != EINPROGRESS) {
    return no_answer(errno);
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
        return no_answer(error_number);
      }
      return socket;
    }
  }
}

}  // namespace roadworthy
