#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <httplib.h>

#include "mocks/http/connection.h"
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
  std::size_t endpoint = 1;                           ///< Which of several this is; faults can name it.
  /// Asked of every connection before anything of it was read: true when it spoke something other than HTTP/1.1 and has
  /// been dealt with to its end.
  std::function<bool(Connection&)> other_protocol;
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
  /// Looks anew whether connections are refused, after the set of faults was changed elsewhere.
  [[nodiscard]] Result<void> follow_faults();
  /// The stand-in's own kind of fault that applies to the request which the calling thread handles.
  [[nodiscard]] static const std::optional<Fault>& own_fault();
  /// The connection of the request which the calling thread handles, to notice that the client has left.
  [[nodiscard]] static int client_socket();
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
