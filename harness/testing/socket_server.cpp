#include "testing/socket_server.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <netinet/in.h>
#include <sys/socket.h>

namespace roadworthy {
namespace {

/// Length of the body that a request's head announces.
std::size_t announced_length(std::string_view head) {
  constexpr std::string_view kName = "Content-Length: ";
  const auto at = head.find(kName);
  std::size_t length = 0;
  if (at != std::string_view::npos) {
    const std::string_view value = head.substr(at + kName.size());
    std::from_chars(value.data(), value.data() + value.size(), length);
  }
  return length;
}

}  // namespace

std::string SocketTalk::read_request() {
  constexpr std::string_view kEnd = "\r\n\r\n";
  std::string request;
  std::array<char, 4096> buffer{};
  for (;;) {
    const auto end = request.find(kEnd);
    if (end != std::string::npos && request.size() >= end + kEnd.size() + announced_length(request)) {
      return request;
    }
    const auto size = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (size <= 0) {
      return request;
    }
    request.append(buffer.data(), static_cast<std::size_t>(size));
  }
}

bool SocketTalk::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto size = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size <= 0) {
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

void SocketTalk::await_client_gone() {
  std::array<char, 4096> buffer{};
  while (::recv(socket_.get(), buffer.data(), buffer.size(), 0) > 0) {
  }
}

void SocketTalk::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  socket_.reset();
}

SocketServer::SocketServer(std::function<void(SocketTalk&)> talk)
    : talk_(std::move(talk)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  (void)::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), size);
  ::listen(listener_.get(), 16);
  ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

SocketServer::SocketServer(std::string answer)
    : SocketServer([this, answer = std::move(answer)](SocketTalk& talk) {
        std::string request = talk.read_request();
        {
          const std::scoped_lock lock(mutex_);
          last_request_ = std::move(request);
        }
        talk.send(answer);
      }) {}

std::string SocketServer::last_request() const {
  const std::scoped_lock lock(mutex_);
  return last_request_;
}

SocketServer::~SocketServer() {
  ending_ = true;
  ::shutdown(listener_.get(), SHUT_RDWR);
  if (const int client = client_.exchange(-1); client >= 0) {
    ::shutdown(client, SHUT_RDWR);
    ::close(client);
  }
  thread_.join();
}

void SocketServer::serve() {
  while (!ending_) {
    UniqueFd client(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!client) {
      return;
    }
    // A descriptor of the server's own, by which it can end the talk whatever the talk did with its own.
    client_ = ::dup(client.get());
    if (ending_) {
      ::shutdown(client.get(), SHUT_RDWR);
    }
    SocketTalk talk(std::move(client));
    talk_(talk);
    if (const int own = client_.exchange(-1); own >= 0) {
      ::close(own);
    }
  }
}

}  // namespace roadworthy
