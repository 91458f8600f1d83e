#include "mocks/http/server.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <list>
#include <thread>

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include "mocks/http/connection.h"

namespace roadworthy::mocks {
namespace {

constexpr std::chrono::seconds kTakesEffectWithin{10};
constexpr std::array kHiddenHeaders{"REMOTE_ADDR", "REMOTE_PORT", "LOCAL_ADDR", "LOCAL_PORT"};  ///< The library's own.

/// What the handler of a request needs of its connection; a connection has a thread of its own.
struct Current {
  int socket = -1;
  std::string accept_encoding;
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

class Server::Engine final : public httplib::Server {
 public:
  Engine(ServerOptions options, Handler handler, Journal& journal, Faults& faults, const Clock& clock)
      : options_(std::move(options)), handler_(std::move(handler)), journal_(journal), faults_(faults), clock_(clock) {
    const auto serve = [this](const httplib::Request& request, httplib::Response& response) {
      answer(request, response);
    };
    constexpr const char* kEverything = R"([\s\S]*)";
    Get(kEverything, serve).Post(kEverything, serve).Put(kEverything, serve);
    Delete(kEverything, serve).Patch(kEverything, serve).Options(kEverything, serve);
    svr_sock_ = wake_.get();  // The library never listens here; without a socket it would take itself for stopped.
    set_payload_max_length(options_.request_body_bytes);
    set_keep_alive_max_count(1'000'000);
    set_keep_alive_timeout(std::chrono::duration_cast<std::chrono::seconds>(options_.patience).count());
  }
  ~Engine() override { end(); }

  Result<void> take_port() {
    auto bound = Listener::bind(options_.address);
    if (!bound) {
      return std::unexpected(bound.error());
    }
    listener_ = std::move(*bound);
    return {};
  }

  Result<void> begin() {
    if (listener_.port() == 0) {
      if (auto taken = take_port(); !taken) {
        return taken;
      }
    }
    open_at_ = clock_.now() + options_.closed_at_first;
    acceptor_ = std::thread([this] { accept_all(); });
    return options_.closed_at_first > Duration{} ? Result<void>{} : await_applied();
  }

  void end() {
    faults_.stop();
    {
      const std::scoped_lock lock(mutex_);
      stopping_ = true;
    }
    svr_sock_ = INVALID_SOCKET;
    ::eventfd_write(wake_.get(), 1);
    if (acceptor_.joinable()) {
      acceptor_.join();
    }
  }

  Result<void> set_faults(std::vector<Fault> faults) {
    faults_.set(std::move(faults));
    return await_applied();
  }

  [[nodiscard]] const Listener& listener() const { return listener_; }
  [[nodiscard]] const std::string& host() const { return options_.address.host; }

 private:
  struct Served {
    explicit Served(UniqueFd socket, Duration patience) : connection(std::move(socket), patience) {}
    Connection connection;
    std::thread thread;
    bool done = false;
  };

  void answer(const httplib::Request& request, httplib::Response& response) {
    const AppliedFaults applied = faults_.apply(request.path);
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

  // The socket's accepting side: one thread, which alone touches the listener.

  void accept_all() {
    while (true) {
      std::optional<TimePoint> again;
      {
        const std::scoped_lock lock(mutex_);
        if (stopping_) {
          break;
        }
        again = follow_faults();
        applied_ = asked_;
        changed_.notify_all();
      }
      reap(false);
      await_event(again);
      accept_waiting();
    }
    cut_connections();
    reap(true);
  }

  /// Listens or refuses as the faults say; returns when that must be looked at again.
  std::optional<TimePoint> follow_faults() {
    auto [refuse, until] = faults_.refusal();
    if (clock_.now() < open_at_) {
      until = refuse && until ? std::max(*until, open_at_) : refuse ? until : open_at_;
      refuse = true;
    }
    if (refuse && listener_.listening()) {
      trouble_ = listener_.refuse();
      cut_connections();
    } else if (!refuse) {
      trouble_ = listener_.listen();
      if (!trouble_) {
        return clock_.now() + std::chrono::milliseconds(50);
      }
    }
    return refuse ? until : std::nullopt;
  }

  Result<void> await_applied() {
    std::unique_lock lock(mutex_);
    const std::uint64_t wanted = ++asked_;
    ::eventfd_write(wake_.get(), 1);
    if (!changed_.wait_for(lock, kTakesEffectWithin, [&] { return applied_ >= wanted || stopping_; })) {
      return fail(ErrorKind::timed_out, "the faults did not take effect");
    }
    return trouble_;
  }

  void await_event(std::optional<TimePoint> again) {
    std::array<pollfd, 2> watched{
        {{wake_.get(), POLLIN, 0}, {listener_.listening() ? listener_.socket() : -1, POLLIN, 0}}};
    int timeout = -1;
    if (again) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(*again - clock_.now()).count();
      timeout = static_cast<int>(std::clamp<long long>(left, 0, 60'000));
    }
    ::poll(watched.data(), watched.size(), timeout);
    eventfd_t ignored = 0;
    ::eventfd_read(wake_.get(), &ignored);
  }

  void accept_waiting() {
    if (!listener_.listening()) {
      return;
    }
    while (true) {
      UniqueFd socket(::accept4(listener_.socket(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!socket) {
        return;
      }
      if (served_.size() >= options_.connections) {
        reap(false);
      }
      if (served_.size() < options_.connections) {
        serve(std::move(socket));
      }
    }
  }

  void serve(UniqueFd socket) {
    const std::scoped_lock lock(mutex_);
    Served& served = served_.emplace_back(std::move(socket), options_.patience);
    try {
      served.thread = std::thread([this, &served] { converse(served); });
    } catch (const std::system_error&) {
      served_.pop_back();  // The machine gives no further thread: the client sees a closed connection.
    }
  }

  void converse(Served& served) {
    Connection& connection = served.connection;
    current.socket = connection.socket();
    while (connection.await_request()) {
      bool closed = false;
      const bool answered = process_request(connection, false, closed, [](httplib::Request& request) {
        current.accept_encoding = request.get_header_value("Accept-Encoding");
        request.headers.erase("Accept-Encoding");
        for (const char* const header : kHiddenHeaders) {
          request.headers.erase(header);
        }
      });
      if (!answered || closed) {
        break;
      }
    }
    connection.cut();
    const std::scoped_lock lock(mutex_);
    served.done = true;
    ::eventfd_write(wake_.get(), 1);
  }

  void cut_connections() {
    for (const Served& served : served_) {
      served.connection.cut();
    }
  }

  /// Joins the threads that are done, or all of them.
  void reap(bool all) {
    std::list<Served> ended;
    {
      const std::scoped_lock lock(mutex_);
      for (auto served = served_.begin(); served != served_.end();) {
        const auto next = std::next(served);
        if (all || served->done) {
          ended.splice(ended.end(), served_, served);
        }
        served = next;
      }
    }
    for (Served& served : ended) {
      served.thread.join();
    }
  }

  const ServerOptions options_;
  const Handler handler_;
  Journal& journal_;
  Faults& faults_;
  const Clock& clock_;

  Listener listener_;
  TimePoint open_at_{};
  UniqueFd wake_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  std::thread acceptor_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::list<Served> served_;  ///< Changed by the acceptor alone; `done` under the mutex.
  std::uint64_t asked_ = 0;
  std::uint64_t applied_ = 0;
  Result<void> trouble_;
  bool stopping_ = false;
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

std::uint16_t Server::port() const {
  return engine_->listener().port();
}

std::string Server::address() const {
  return fmt::format("{}:{}", engine_->host(), port());
}

}  // namespace roadworthy::mocks
