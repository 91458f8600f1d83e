#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "core/unique_fd.h"

namespace roadworthy {

/// One connection to a SocketServer. Nothing here throws or fails a test: a client that went away ends the talk.
class SocketTalk {
 public:
  explicit SocketTalk(UniqueFd socket) : socket_(std::move(socket)) {}

  /// Reads a request: to the end of its head, and as much body as its Content-Length says.
  [[nodiscard]] std::string read_request();
  /// False when the client is gone.
  bool send(std::string_view bytes);
  /// Returns when the client has gone, or when the server ends.
  void await_client_gone();
  /// Ends the connection with a reset instead of a regular close.
  void reset();

 private:
  UniqueFd socket_;
};

/// A server on a free port of 127.0.0.1 that does with every connection what the test says. One at a time.
class SocketServer {
 public:
  explicit SocketServer(std::function<void(SocketTalk&)> talk);
  /// Sends the same bytes to whoever asks, and closes.
  explicit SocketServer(std::string answer);
  SocketServer(const SocketServer&) = delete;
  SocketServer& operator=(const SocketServer&) = delete;
  /// Ends the talk that is under way.
  ~SocketServer();

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// What came with the last connection, if the server was made to answer with fixed bytes.
  [[nodiscard]] std::string last_request() const;

 private:
  void serve();

  std::function<void(SocketTalk&)> talk_;
  mutable std::mutex mutex_;
  std::string last_request_;
  UniqueFd listener_;
  std::uint16_t port_ = 0;
  std::atomic<int> client_ = -1;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

}  // namespace roadworthy
