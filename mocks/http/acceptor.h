#pragma once

#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <thread>

#include "core/clock.h"
#include "mocks/http/connection.h"
#include "mocks/http/gate.h"
#include "mocks/http/listener.h"

namespace roadworthy::mocks {

struct AcceptorOptions {
  ListenAddress address;
  std::size_t connections = 256;  ///< At a time, a thread each; further ones are closed at once.
  Duration patience{};            ///< Of a connection that makes no progress.
};

/// Accepts connections on one port and lets each be served by a thread of its own, for as long as the gate is open.
/// Closing the gate cuts the connections that are open.
class Acceptor {
 public:
  /// `gate` is asked whenever it may have changed, `serve` is called for each connection, both from other threads.
  Acceptor(AcceptorOptions options, const Clock& clock, std::function<Gate()> gate,
           std::function<void(Connection&)> serve);
  ~Acceptor();
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

  /// Takes the port, on which connections are refused until `start`.
  [[nodiscard]] Result<void> bind();
  [[nodiscard]] std::uint16_t port() const { return listener_.port(); }

  /// Begins; returns when the port is open, or closed, as the gate says.
  [[nodiscard]] Result<void> start();
  /// Asks the gate anew; returns when the port follows it.
  [[nodiscard]] Result<void> follow_gate();
  /// Cuts and joins everything. Idempotent.
  void stop();

 private:
  struct Served {
    Served(UniqueFd socket, Duration patience) : connection(std::move(socket), patience) {}
    Connection connection;
    std::thread thread;
    bool done = false;
  };

  void run();
  [[nodiscard]] std::optional<TimePoint> obey_gate();
  void await_event(std::optional<TimePoint> again);
  void accept_waiting();
  void begin_to_serve(UniqueFd socket);
  void cut_connections();
  void reap(bool all);

  const AcceptorOptions options_;
  const Clock& clock_;
  const std::function<Gate()> gate_;
  const std::function<void(Connection&)> serve_;
  Listener listener_;
  UniqueFd wake_;
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::list<Served> served_;  ///< Changed by the accepting thread alone; `done` under the mutex.
  std::uint64_t asked_ = 0;   ///< How often the gate was to be looked at, and ...
  std::uint64_t obeyed_ = 0;  ///< ... the last of those that took effect.
  Result<void> trouble_;      ///< What kept the port from opening.
  bool stopping_ = false;
};

}  // namespace roadworthy::mocks
