#include "runtime/docker/holder_streams.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace roadworthy::holder {
namespace {

template <typename Number>
Number number_in(std::string_view text) {
  Number value{};
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// A socket that connects.
struct Connecting {
  UniqueFd socket;
  int error = 0;  ///< EINPROGRESS when it goes on, 0 when it is done, else why it does not.
};

Connecting begin_to_connect(const std::string& address, std::uint16_t port) {
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
    return {.socket = {}, .error = EINVAL};
  }
  UniqueFd socket(::socket(to.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const bool connected = socket && ::connect(socket.get(), reinterpret_cast<sockaddr*>(&to), size) == 0;
  return {.socket = std::move(socket), .error = connected ? 0 : errno};
}

}  // namespace

void Streams::open(std::uint32_t number, std::string_view target) {
  const std::size_t space = std::min(target.find(' '), target.size());
  const std::string address(target.substr(0, space));
  const auto port = number_in<std::uint16_t>(target.substr(std::min(space + 1, target.size())));
  auto [socket, error] = begin_to_connect(address, port);
  if (error != 0 && error != EINPROGRESS) {
    send(number, Kind::failed, std::to_string(error));
    return;
  }
  Stream stream;
  stream.socket = std::move(socket);
  streams_.insert_or_assign(number, std::move(stream));
}

void Streams::take(std::uint32_t number, Kind kind, std::string_view bytes) {
  if (kind == Kind::open) {
    open(number, bytes);
    return;
  }
  const auto found = streams_.find(number);
  if (found == streams_.end()) {
    return;
  }
  Stream& stream = found->second;
  switch (kind) {
    case Kind::data:
      stream.unsent.append(bytes);
      break;
    case Kind::room:
      stream.room += number_in<std::size_t>(bytes);
      break;
    case Kind::end:
      stream.ended_by_them = true;
      break;
    case Kind::close:
      streams_.erase(found);
      return;
    default:
      return;
  }
  if (!stream.connecting && !write_some(number, stream)) {
    streams_.erase(number);
  }
}

void Streams::add_to(std::vector<pollfd>& polled, bool full) {
  asked_.clear();
  for (const auto& [number, stream] : streams_) {
    short events = 0;
    if (stream.connecting || !stream.unsent.empty()) {
      events |= POLLOUT;
    }
    if (!stream.connecting && !stream.ended_by_us && !full && stream.room > 0) {
      events |= POLLIN;
    }
    polled.push_back({.fd = events == 0 ? -1 : stream.socket.get(), .events = events, .revents = 0});
    asked_.push_back(number);
  }
}

void Streams::handle(const std::vector<pollfd>& polled, std::size_t at) {
  for (const std::uint32_t number : asked_) {
    const short events = polled[at++].revents;
    const auto found = streams_.find(number);
    if (events != 0 && found != streams_.end() && !handle_one(number, found->second, events)) {
      streams_.erase(number);
    }
  }
}

bool Streams::handle_one(std::uint32_t number, Stream& stream, short events) {
  if (stream.connecting) {
    int error_number = 0;
    socklen_t size = sizeof error_number;
    ::getsockopt(stream.socket.get(), SOL_SOCKET, SO_ERROR, &error_number, &size);
    if (error_number != 0) {
      send(number, Kind::failed, std::to_string(error_number));
      return false;
    }
    stream.connecting = false;
    send(number, Kind::open, "");
    return write_some(number, stream);
  }
  if ((events & POLLOUT) != 0 && !write_some(number, stream)) {
    return false;
  }
  return (events & (POLLIN | POLLHUP | POLLERR)) == 0 || read_some(number, stream);
}

bool Streams::write_some(std::uint32_t number, Stream& stream) {
  std::size_t taken = 0;
  while (taken < stream.unsent.size()) {
    const ssize_t count =
        ::send(stream.socket.get(), stream.unsent.data() + taken, stream.unsent.size() - taken, MSG_NOSIGNAL);
    if (count < 0 && errno == EAGAIN) {
      break;
    }
    if (count < 0) {
      send(number, Kind::close, "");
      return false;
    }
    taken += static_cast<std::size_t>(count);
  }
  stream.unsent.erase(0, taken);
  if (taken > 0) {
    send(number, Kind::room, std::to_string(taken));
  }
  if (stream.ended_by_them && stream.unsent.empty() && !stream.half_closed) {
    ::shutdown(stream.socket.get(), SHUT_WR);
    stream.half_closed = true;
  }
  return true;
}

bool Streams::read_some(std::uint32_t number, Stream& stream) {
  if (stream.ended_by_us || stream.room == 0) {
    return true;
  }
  std::array<char, kLargestPiece> buffer{};
  const ssize_t count = ::recv(stream.socket.get(), buffer.data(), std::min(buffer.size(), stream.room), 0);
  if (count < 0 && errno == EAGAIN) {
    return true;
  }
  if (count < 0) {
    send(number, Kind::close, std::to_string(errno));
    return false;
  }
  if (count == 0) {
    stream.ended_by_us = true;
    send(number, Kind::end, "");
    return true;
  }
  stream.room -= static_cast<std::size_t>(count);
  send(number, Kind::data, {buffer.data(), static_cast<std::size_t>(count)});
  return true;
}

}  // namespace roadworthy::holder
