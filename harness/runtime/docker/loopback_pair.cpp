#include "runtime/docker/loopback_pair.h"

#include <cerrno>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace roadworthy {
namespace {

UniqueFd tcp_socket(int flags) {
  return UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0));
}

}  // namespace

Result<LoopbackPair> make_loopback_pair() {
  const UniqueFd listener = tcp_socket(0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (!listener || ::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listener.get(), 1) != 0 ||
      ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    return fail_system("listen on 127.0.0.1", errno);
  }
  LoopbackPair pair{.ours = {}, .theirs = tcp_socket(SOCK_NONBLOCK)};
  if (::connect(pair.theirs.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 && errno != EINPROGRESS) {
    return fail_system("connect to 127.0.0.1", errno);
  }
  sockaddr_in own{};
  ::getsockname(pair.theirs.get(), reinterpret_cast<sockaddr*>(&own), &size);
  // Others of this machine can reach the listener too; only our own connection is taken.
  while (true) {
    sockaddr_in peer{};
    size = sizeof peer;
    pair.ours.reset(::accept4(listener.get(), reinterpret_cast<sockaddr*>(&peer), &size, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!pair.ours) {
      return fail_system("accept on 127.0.0.1", errno);
    }
    if (peer.sin_port == own.sin_port && peer.sin_addr.s_addr == own.sin_addr.s_addr) {
      break;
    }
  }
  const int at_once = 1;
  ::setsockopt(pair.ours.get(), IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  return pair;
}

}  // namespace roadworthy
