#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <httplib.h>

#include "mocks/http/faults.h"
#include "mocks/http/journal.h"
#include "mocks/http/listener.h"

namespace roadworthy::mocks {

struct ServerOptions {
  ListenAddress address;
  Duration closed_at_first{};     ///< The port is taken at once and refuses for so long.
  std::size_t connections = 256;  ///< Open at a time, a thread each; further ones are closed at once.
  std::size_t request_body_bytes = 32 * 1024 * 1024;  ///< A larger body is answered with 413.
  Duration patience = std::chrono::seconds(60);       ///< Without progress, and between two requests of a connection.
};

/// An HTTP/1.1 server whose every request goes through the journal and the faults, then to one handler.
///
/// The handler is called from many threads at once and sees requests as the client sent them, less `Accept-Encoding`
/// (answers are never compressed); a body with `Content-Encoding` gzip or br is already unpacked. What the handler
/// throws is answered with 500.
class Server {
 public:
  using Handler = std::function<void(const httplib::Request&, httplib::Response&)>;

  /// All of them outlive the server.
  Server(ServerOptions options, Handler handler, Journal& journal, Faults& faults, const Clock& clock);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Takes the port; `port` and `address` tell which from here on. `environment` when it cannot be had.
  [[nodiscard]] Result<void> bind();
  /// Begins to serve; takes the port first when `bind` was not called.
  [[nodiscard]] Result<void> start();
  /// Cuts every connection, ends every wait, joins every thread. Idempotent.
  void stop();

  /// Replaces the set of faults; when it returns, connections are refused or accepted as the new set says.
  [[nodiscard]] Result<void> set_faults(std::vector<Fault> faults);

  [[nodiscard]] std::uint16_t port() const;
  /// `0.0.0.0:9600`
  [[nodiscard]] std::string address() const;

 private:
  class Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace roadworthy::mocks
