#include "runtime/process/network.h"

#include <algorithm>
#include <cerrno>
#include <chrono>

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/parts/tcp_connect.h"
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

/// The end that is in the bridge.
std::string cable_of(std::size_t pod) {
  return fmt::format("pod{}", pod);
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
    done = netlink->add_cable(cable_of(index), kBridge, "eth0", pod.space.get());
    if (done) {
      done = give_address(pod.space.get(), pod.address);
    }
    network.pods_.push_back(std::move(pod));
  }
  const TimePoint deadline = std::chrono::steady_clock::now() + kCableWait;
  for (std::size_t index = 0; done && index < pods.size(); ++index) {
    done = netlink->await_running(cable_of(index), deadline);
  }
  if (done && !pods.empty()) {
    done = netlink->await_running(kBridge, deadline);
  }
  if (!done) {
    return std::unexpected(done.error());
  }
  return network;
}

Result<void> Network::set_connected(std::string_view pod, bool connected) {
  const auto found = std::ranges::find(pods_, pod, &PodNetwork::pod);
  if (found == pods_.end()) {
    return fail(ErrorKind::internal, fmt::format("no pod `{}` on this stand", pod));
  }
  const std::string cable = cable_of(static_cast<std::size_t>(found - pods_.begin()));
  auto netlink = Netlink::open();
  if (!netlink) {
    return std::unexpected(netlink.error());
  }
  if (!connected) {
    return netlink->take_down(cable);
  }
  const auto done = netlink->bring_up(cable);
  return done ? netlink->await_running(cable, std::chrono::steady_clock::now() + kCableWait) : done;
}

Result<UniqueFd> connect_within(int space, const std::string& address, std::uint16_t port, TimePoint deadline,
                                int interruption) {
  return connect_tcp([space](int family) { return open_socket(space, family); }, address, port, deadline, interruption);
}

}  // namespace roadworthy
