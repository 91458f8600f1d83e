#include "mocks/http/server.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <sys/socket.h>

#include "mocks/http/acceptor.h"

namespace roadworthy::mocks {
namespace {

constexpr std::size_t kRequestsAConnection = 1'000'000;
constexpr std::size_t kHeadBytes = 1024 * 1024;  ///< Of a request, beside its body; the library bounds no header block.
constexpr std::array kHiddenHeaders{"REMOTE_ADDR", "REMOTE_PORT", "LOCAL_ADDR", "LOCAL_PORT"};  ///< The library's own.

/// What the handler of a request needs of its connection; a connection has a thread of its own.
struct Current {
  int socket = -1;
  std::string accept_encoding;
  std::string form_type;  ///< The Content-Type of a form.
  std::optional<Fault> own_fault;
};
thread_local Current current;

Exchange exchange_of(const httplib::Request& request) {
  Exchange exchange;
  exchange.at = std::chrono::system_clock::now();
  exchange.peer = fmt::format("{}:{}", request.remote_addr, request.remote_port);
  exchange.method = request.method;
  exchange.target = request.target;
  exchange.path = request.path;
  exchange.body = request.body;
  exchange.headers.assign(request.headers.begin(), request.headers.end());
  if (!current.form_type.empty()) {
    exchange.headers.emplace_back("Content-Type", current.form_type);
  }
  if (!current.accept_encoding.empty()) {
    exchange.headers.emplace_back("Accept-Encoding", current.accept_encoding);
  }
  return exchange;
}

/// Has the library announce the whole body, send a part of it, and close.
void cut_body(const Fault& fault, httplib::Response& response) {
  const std::string body = std::exchange(response.body, {});
  const std::size_t sent = std::min(fault.send_bytes.value_or(body.size() / 2), body.size());
  const std::string type = response.get_header_value("Content-Type");
  response.headers.erase("Content-Type");
  response.set_content_provider(std::max<std::size_t>(body.size(), 1), type.empty() ? "text/plain" : type,
                                [part = body.substr(0, sent)](std::size_t, std::size_t, httplib::DataSink& sink) {
                                  if (!part.empty()) {
                                    sink.write(part.data(), part.size());
                                  }
                                  return false;
                                });
}

}  // namespace

/// The library reads, routes and writes; connections and threads are the acceptor's, so that they can be refused, cut
/// and watched.
class Server::Engine final : public httplib::Server {
 public:
  Engine(ServerOptions options, Handler handler, Journal& journal, Faults& faults, const Clock& clock)
      : options_(std::move(options)),
        handler_(std::move(handler)),
        journal_(journal),
        faults_(faults),
        clock_(clock),
        acceptor_(
            {options_.address, options_.connections, options_.patience}, clock, [this] { return gate(); },
            [this](Connection& connection) { converse(connection); }) {
    const auto serve = [this](const httplib::Request& request, httplib::Response& response) {
      answer(request, response);
    };
    constexpr const char* kEverything = R"([\s\S]*)";
    Get(kEverything, serve).Post(kEverything, serve).Put(kEverything, serve);
    Delete(kEverything, serve).Patch(kEverything, serve).Options(kEverything, serve);
    svr_sock_ = 0;  // The library never listens here; without a socket it would take itself for stopped.
    set_payload_max_length(options_.request_body_bytes);
    set_keep_alive_max_count(kRequestsAConnection);
    set_keep_alive_timeout(std::chrono::duration_cast<std::chrono::seconds>(options_.patience).count());
  }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  ~Engine() override { end(); }

  Result<void> take_port() { return acceptor_.bind(); }

  Result<void> begin() {
    if (acceptor_.port() == 0) {
      if (auto taken = acceptor_.bind(); !taken) {
        return taken;
      }
    }
    open_at_ = clock_.now() + options_.closed_at_first;
    return acceptor_.start();
  }

  void end() {
    faults_.stop();
    svr_sock_ = INVALID_SOCKET;
    acceptor_.stop();
  }

  Result<void> set_faults(std::vector<Fault> faults) {
    faults_.set(std::move(faults));
    return follow_faults();
  }

  Result<void> follow_faults() { return acceptor_.follow_gate(); }

  [[nodiscard]] std::uint16_t port() const { return acceptor_.port(); }
  [[nodiscard]] const std::string& host() const { return options_.address.host; }

 private:
  [[nodiscard]] Gate gate() const {
    Gate gate = faults_.gate(options_.endpoint);
    if (clock_.now() < open_at_) {
      gate.until = !gate.closed ? std::optional(open_at_)
                   : gate.until ? std::max(gate.until, std::optional(open_at_))
                                : std::nullopt;
      gate.closed = true;
    }
    return gate;
  }

  void converse(Connection& connection) {
    if (options_.other_protocol && options_.other_protocol(connection)) {
      return;
    }
    current.socket = connection.socket();
    bool closed = false;
    while (!closed && connection.await_request(kHeadBytes + options_.request_body_bytes)) {
      const bool answered = process_request(connection, false, closed, [](httplib::Request& request) {
        current.accept_encoding = request.get_header_value("Accept-Encoding");
        // The library takes no more than 8 KiB of what calls itself a form, as whatever `curl -d` sends does.
        constexpr std::string_view kForm = "application/x-www-form-urlencoded";
        current.form_type.clear();
        if (const std::string type = request.get_header_value("Content-Type"); type.starts_with(kForm)) {
          current.form_type = type;
          request.headers.erase("Content-Type");
        }
        request.headers.erase("Accept-Encoding");
        for (const char* const header : kHiddenHeaders) {
          request.headers.erase(header);
        }
      });
      closed = closed || !answered;
    }
  }

  void answer(const httplib::Request& request, httplib::Response& response) {
    const AppliedFaults applied = faults_.apply(request.path, options_.endpoint);
    Exchange exchange = exchange_of(request);
    exchange.faults = applied.names();
    const std::uint64_t number = journal_.received(std::move(exchange));
    for (const Fault& slow : applied.slow) {
      if (gone(faults_.wait(applied.generation, clock_.now() + slow.delay, current.socket))) {
        return leave(response);
      }
    }
    const auto kind = applied.other ? std::optional(applied.other->kind) : std::nullopt;
    if (kind == FaultKind::hang && gone(faults_.wait(applied.generation, applied.until, current.socket))) {
      return leave(response);
    }
    if (kind == FaultKind::status || kind == FaultKind::wrong_body) {
      response.status = kind == FaultKind::status ? applied.other->status : 200;
      response.set_content(applied.other->body, applied.other->content_type);
    } else {
      current.own_fault = kind == FaultKind::own ? applied.other : std::nullopt;
      response.status = 200;
      handler_(request, response);
    }
    if (kind == FaultKind::cut_body) {
      cut_body(*applied.other, response);
    }
    journal_.answered(number, response.status);
  }

  static bool gone(WaitEnd end) { return end == WaitEnd::client_left || end == WaitEnd::stopped; }

  /// Nobody reads the answer any more: the connection ends without one.
  static void leave(httplib::Response& response) {
    ::shutdown(current.socket, SHUT_RDWR);
    response.status = 500;
  }

  const ServerOptions options_;
  const Handler handler_;
  Journal& journal_;
  Faults& faults_;
  const Clock& clock_;
  TimePoint open_at_{};
  Acceptor acceptor_;
};

Server::Server(ServerOptions options, Handler handler, Journal& journal, Faults& faults, const Clock& clock)
    : engine_(std::make_unique<Engine>(std::move(options), std::move(handler), journal, faults, clock)) {}

Server::~Server() = default;

Result<void> Server::bind() {
  return engine_->take_port();
}

Result<void> Server::start() {
  return engine_->begin();
}

void Server::stop() {
  engine_->end();
}

Result<void> Server::set_faults(std::vector<Fault> faults) {
  return engine_->set_faults(std::move(faults));
}

Result<void> Server::follow_faults() {
  return engine_->follow_faults();
}

const std::optional<Fault>& Server::own_fault() {
  return current.own_fault;
}

int Server::client_socket() {
  return current.socket;
}

std::uint16_t Server::port() const {
  return engine_->port();
}

std::string Server::address() const {
  return fmt::format("{}:{}", engine_->host(), port());
}

}  // namespace roadworthy::mocks
