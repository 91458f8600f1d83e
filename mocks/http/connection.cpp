#include "mocks/http/connection.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

namespace roadworthy::mocks {
namespace {

bool ready(int socket, short event, Duration patience) {
  pollfd watched{socket, event, 0};
  const auto timeout = static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(patience).count());
  int count = 0;
  do {
    count = ::poll(&watched, 1, timeout);
  } while (count < 0 && errno == EINTR);
  return count > 0;
}

using NameOf = int (*)(int, sockaddr*, socklen_t*);

void address_of(int socket, NameOf name_of, std::string& ip, int& port) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> service{};
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (name_of(socket, any, &size) == 0 && ::getnameinfo(any, size, host.data(), host.size(), service.data(),
                                                        service.size(), NI_NUMERICHOST | NI_NUMERICSERV) == 0) {
    ip = host.data();
    port = std::atoi(service.data());
  }
}

}  // namespace

Connection::Connection(UniqueFd socket, Duration patience) : socket_(std::move(socket)), patience_(patience) {
  const int on = 1;
  ::setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

bool Connection::await_request(std::size_t most_bytes) {
  if (bytes_left_ == 0) {
    return false;
  }
  bytes_left_ = most_bytes;
  if (begin_ < end_) {
    return true;
  }
  char first = 0;
  return ready(socket_.get(), POLLIN, patience_) && ::recv(socket_.get(), &first, 1, MSG_PEEK) > 0;
}

void Connection::cut() const {
  ::shutdown(socket_.get(), SHUT_RDWR);
}

bool Connection::is_readable() const {
  return begin_ < end_ || ready(socket_.get(), POLLIN, patience_);
}

bool Connection::is_writable() const {
  return ready(socket_.get(), POLLOUT, patience_);
}

ssize_t Connection::read(char* to, size_t size) {
  if (begin_ == end_) {
    if (!is_readable()) {
      return -1;
    }
    const ssize_t got = ::recv(socket_.get(), buffer_.data(), buffer_.size(), 0);
    if (got <= 0) {
      return got;
    }
    begin_ = 0;
    end_ = static_cast<std::size_t>(got);
  }
  const std::size_t taken = std::min({size, end_ - begin_, bytes_left_});
  if (taken == 0) {
    return -1;
  }
  bytes_left_ -= taken;
  std::memcpy(to, buffer_.data() + begin_, taken);
  begin_ += taken;
  return static_cast<ssize_t>(taken);
}

ssize_t Connection::write(const char* from, size_t size) {
  std::size_t sent = 0;
  while (sent < size) {
    if (!is_writable()) {
      return -1;
    }
    const ssize_t step = ::send(socket_.get(), from + sent, size - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (step < 0 && errno != EAGAIN && errno != EINTR) {
      return -1;
    }
    sent += static_cast<std::size_t>(std::max<ssize_t>(step, 0));
  }
  return static_cast<ssize_t>(size);
}

void Connection::get_remote_ip_and_port(std::string& ip, int& port) const {
  address_of(socket_.get(), &::getpeername, ip, port);
}

void Connection::get_local_ip_and_port(std::string& ip, int& port) const {
  address_of(socket_.get(), &::getsockname, ip, port);
}

}  // namespace roadworthy::mocks
