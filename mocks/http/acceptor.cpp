#include "mocks/http/acceptor.h"

#include <algorithm>
#include <array>
#include <system_error>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

namespace roadworthy::mocks {
namespace {

constexpr std::chrono::seconds kTakesEffectWithin{10};
constexpr std::chrono::milliseconds kPortTriedAgainAfter{50};
constexpr long long kLongestPoll = 60'000;  ///< Milliseconds.

}  // namespace

Acceptor::Acceptor(AcceptorOptions options, const Clock& clock, std::function<Gate()> gate,
                   std::function<void(Connection&)> serve)
    : options_(std::move(options)),
      clock_(clock),
      gate_(std::move(gate)),
      serve_(std::move(serve)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

Acceptor::~Acceptor() {
  stop();
}

Result<void> Acceptor::bind() {
  auto bound = Listener::bind(options_.address);
  if (!bound) {
    return std::unexpected(bound.error());
  }
  listener_ = std::move(*bound);
  return {};
}

Result<void> Acceptor::start() {
  thread_ = std::thread([this] { run(); });
  return follow_gate();
}

Result<void> Acceptor::follow_gate() {
  std::unique_lock lock(mutex_);
  const std::uint64_t wanted = ++asked_;
  ::eventfd_write(wake_.get(), 1);
  if (!changed_.wait_for(lock, kTakesEffectWithin, [&] { return obeyed_ >= wanted || stopping_; })) {
    return fail(ErrorKind::timed_out, "the port did not follow the faults");
  }
  return trouble_;
}

void Acceptor::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  ::eventfd_write(wake_.get(), 1);
  if (thread_.joinable()) {
    thread_.join();
  }
}

void Acceptor::run() {
  while (true) {
    std::optional<TimePoint> again;
    {
      const std::scoped_lock lock(mutex_);
      if (stopping_) {
        break;
      }
      again = obey_gate();
      obeyed_ = asked_;
    }
    changed_.notify_all();
    reap(false);
    await_event(again);
    accept_waiting();
  }
  cut_connections();
  reap(true);
}

/// Returns when to look again without being asked.
std::optional<TimePoint> Acceptor::obey_gate() {
  const Gate gate = gate_();
  if (!gate.closed) {
    trouble_ = listener_.listen();
    return trouble_ ? std::nullopt : std::optional(clock_.now() + kPortTriedAgainAfter);
  }
  if (listener_.listening()) {
    trouble_ = listener_.refuse();
    cut_connections();
  }
  return gate.until;
}

void Acceptor::await_event(std::optional<TimePoint> again) {
  std::array<pollfd, 2> watched{
      {{wake_.get(), POLLIN, 0}, {listener_.listening() ? listener_.socket() : -1, POLLIN, 0}}};
  int timeout = -1;
  if (again) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*again - clock_.now()).count();
    timeout = static_cast<int>(std::clamp<long long>(left, 0, kLongestPoll));
  }
  ::poll(watched.data(), watched.size(), timeout);
  eventfd_t ignored = 0;
  ::eventfd_read(wake_.get(), &ignored);
}

void Acceptor::accept_waiting() {
  while (listener_.listening()) {
    UniqueFd socket(::accept4(listener_.socket(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!socket) {
      return;
    }
    if (served_.size() >= options_.connections) {
      reap(false);
    }
    if (served_.size() < options_.connections) {
      begin_to_serve(std::move(socket));
    }
  }
}

void Acceptor::begin_to_serve(UniqueFd socket) {
  const std::scoped_lock lock(mutex_);
  Served& served = served_.emplace_back(std::move(socket), options_.patience);
  try {
    served.thread = std::thread([this, &served] {
      serve_(served.connection);
      served.connection.cut();
      const std::scoped_lock done(mutex_);
      served.done = true;
      ::eventfd_write(wake_.get(), 1);
    });
  } catch (const std::system_error&) {
    served_.pop_back();  // The machine gives no further thread: the client sees a closed connection.
  }
}

void Acceptor::cut_connections() {
  for (const Served& served : served_) {
    served.connection.cut();
  }
}

/// Joins the threads that are done, or all of them.
void Acceptor::reap(bool all) {
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

}  // namespace roadworthy::mocks
