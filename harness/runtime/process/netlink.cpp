#include "runtime/process/netlink.h"

#include <cerrno>
#include <chrono>

#include <fmt/format.h>
#include <net/if.h>
#include <netlink/errno.h>
#include <netlink/netlink.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>
#include <netlink/route/link/bridge.h>
#include <netlink/route/link/veth.h>
#include <poll.h>

namespace roadworthy {
namespace {

struct FreeLink {
  void operator()(rtnl_link* link) const { rtnl_link_put(link); }
};
struct FreeVeth {
  void operator()(rtnl_link* link) const { rtnl_link_veth_release(link); }
};
struct FreeAddress {
  void operator()(rtnl_addr* address) const { rtnl_addr_put(address); }
};
struct FreeNumber {
  void operator()(nl_addr* number) const { nl_addr_put(number); }
};
using Link = std::unique_ptr<rtnl_link, FreeLink>;

std::unexpected<Error> refused(std::string what, int code) {
  return fail(
      ErrorKind::environment, fmt::format("{}: {}", what, nl_geterror(code)),
      "The kernel needs its bridge and veth modules: `modprobe bridge veth`, or set ROADWORTHY_ISOLATION=shared");
}

}  // namespace

void Netlink::Free::operator()(nl_sock* socket) const {
  nl_socket_free(socket);
}

Result<Netlink> Netlink::open() {
  Netlink netlink;
  netlink.socket_.reset(nl_socket_alloc());
  if (!netlink.socket_) {
    return refused("open a netlink socket", -NLE_NOMEM);
  }
  if (const int code = nl_connect(netlink.socket_.get(), NETLINK_ROUTE); code < 0) {
    return refused("open a netlink socket", code);
  }
  return netlink;
}

Result<int> Netlink::index_of(const std::string& device) {
  rtnl_link* found = nullptr;
  if (const int code = rtnl_link_get_kernel(socket_.get(), 0, device.c_str(), &found); code < 0) {
    return refused("find the network device " + device, code);
  }
  return rtnl_link_get_ifindex(Link(found).get());
}

Result<void> Netlink::bring_up(const std::string& device) {
  return turn(device, true);
}

Result<void> Netlink::take_down(const std::string& device) {
  return turn(device, false);
}

Result<void> Netlink::turn(const std::string& device, bool on) {
  const auto index = index_of(device);
  if (!index) {
    return std::unexpected(index.error());
  }
  const Link original(rtnl_link_alloc());
  const Link change(rtnl_link_alloc());
  rtnl_link_set_ifindex(original.get(), *index);
  on ? rtnl_link_set_flags(change.get(), IFF_UP) : rtnl_link_unset_flags(change.get(), IFF_UP);
  if (const int code = rtnl_link_change(socket_.get(), original.get(), change.get(), 0); code < 0) {
    return refused(fmt::format("switch the network device {} {}", device, on ? "on" : "off"), code);
  }
  return {};
}

Result<void> Netlink::await_running(const std::string& device, TimePoint deadline) {
  // Its own socket, subscribed before the first look, so that no change falls between look and wait.
  const std::unique_ptr<nl_sock, Free> changes(nl_socket_alloc());
  if (!changes) {
    return refused("open a netlink socket", -NLE_NOMEM);
  }
  nl_socket_disable_seq_check(changes.get());
  int code = nl_connect(changes.get(), NETLINK_ROUTE);
  code = code < 0 ? code : nl_socket_add_membership(changes.get(), RTNLGRP_LINK);
  code = code < 0 ? code : nl_socket_set_nonblocking(changes.get());
  while (code >= 0) {
    rtnl_link* found = nullptr;
    code = rtnl_link_get_kernel(socket_.get(), 0, device.c_str(), &found);
    if (code < 0 || (rtnl_link_get_flags(Link(found).get()) & IFF_RUNNING) != 0) {
      break;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) {
      return refused("wait for the network device " + device, -NLE_AGAIN);
    }
    pollfd polled{nl_socket_get_fd(changes.get()), POLLIN, 0};
    if (::poll(&polled, 1, static_cast<int>(left.count())) > 0) {
      nl_recvmsgs_default(changes.get());
    }
  }
  return code < 0 ? refused("wait for the network device " + device, code) : Result<void>{};
}

Result<void> Netlink::add_address(const std::string& device, const std::string& address) {
  const auto index = index_of(device);
  if (!index) {
    return std::unexpected(index.error());
  }
  nl_addr* parsed = nullptr;
  int code = nl_addr_parse(address.c_str(), AF_INET, &parsed);
  if (code < 0) {
    return refused("read the address " + address, code);
  }
  const std::unique_ptr<nl_addr, FreeNumber> number(parsed);
  const std::unique_ptr<rtnl_addr, FreeAddress> entry(rtnl_addr_alloc());
  rtnl_addr_set_ifindex(entry.get(), *index);
  rtnl_addr_set_local(entry.get(), number.get());
  code = rtnl_addr_add(socket_.get(), entry.get(), 0);
  return code < 0 ? refused(fmt::format("give {} the address {}", device, address), code) : Result<void>{};
}

Result<void> Netlink::add_bridge(const std::string& device) {
  const Link bridge(rtnl_link_bridge_alloc());
  rtnl_link_set_name(bridge.get(), device.c_str());
  rtnl_link_set_flags(bridge.get(), IFF_UP);
  const int code = rtnl_link_add(socket_.get(), bridge.get(), NLM_F_CREATE | NLM_F_EXCL);
  return code < 0 ? refused("make the bridge " + device, code) : Result<void>{};
}

Result<void> Netlink::add_cable(const std::string& device, const std::string& bridge, const std::string& peer,
                                int space) {
  const auto index = index_of(bridge);
  if (!index) {
    return std::unexpected(index.error());
  }
  const std::unique_ptr<rtnl_link, FreeVeth> cable(rtnl_link_veth_alloc());
  rtnl_link_set_name(cable.get(), device.c_str());
  rtnl_link_set_master(cable.get(), *index);
  rtnl_link_set_flags(cable.get(), IFF_UP);
  rtnl_link* other = rtnl_link_veth_get_peer(cable.get());
  rtnl_link_set_name(other, peer.c_str());
  rtnl_link_set_ns_fd(other, space);
  const int code = rtnl_link_add(socket_.get(), cable.get(), NLM_F_CREATE | NLM_F_EXCL);
  rtnl_link_put(other);
  return code < 0 ? refused(fmt::format("make the network cable {}", device), code) : Result<void>{};
}

}  // namespace roadworthy
