#include "mocks/etcd/gateway_stream.h"

#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/eventfd.h>

#include "mocks/etcd/http_status.h"
#include "mocks/etcd/json.h"

namespace roadworthy::mocks::etcd {
namespace {

std::string line_of(const Method::Message& message) {
  return fmt::format("{{\"result\":{}}}\n", to_json(message));
}

std::string line_of(const Failure& failure) {
  const int status = http_status(failure.code);
  const nlohmann::ordered_json error{{"grpc_code", static_cast<int>(failure.code)},
                                     {"http_code", status},
                                     {"message", failure.text},
                                     {"http_status", status_text(status)}};
  return nlohmann::ordered_json{{"error", error}}.dump() + "\n";
}

}  // namespace

GatewayStream::GatewayStream(Service& service, const Method& method, Caller caller, std::optional<Fault> fault)
    : service_(service),
      method_(method),
      caller_(std::move(caller)),
      fault_(std::move(fault)),
      wake_(std::make_shared<UniqueFd>(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))) {
  service_.started(method_);
  if (method_.shape == Shape::watch) {
    const Turn turn(service_.state);
    watches_ = std::make_unique<WatchStream>(
        service_.state.store, service_.state.hub, service_.state.clock,
        WatchStream::Options{.most_bytes = service_.state.limits.request_bytes + 512 * 1024,
                             .progress_every = service_.state.limits.progress_every},
        [wake = wake_] { ::eventfd_write(wake->get(), 1); });
  }
}

GatewayStream::~GatewayStream() {
  const Turn turn(service_.state);
  watches_.reset();
}

Answer<void> GatewayStream::take(std::string_view json) {
  const auto message = method_.request();
  if (auto read = from_json(json, *message); !read) {
    return read;
  }
  if (fault_ && fault_->own == "unavailable") {
    return kTimedOut;
  }
  if (watches_) {
    service_.watch(*watches_, caller_, static_cast<const pb::WatchRequest&>(*message));
    return {};
  }
  if (method_.shape == Shape::observe) {
    observer_ = std::make_unique<Observer>(service_, caller_, static_cast<const electionpb::LeaderRequest&>(*message),
                                           [wake = wake_] { ::eventfd_write(wake->get(), 1); });
    return {};
  }
  const auto answer = service_.call(method_, caller_, *message, fault_ ? &*fault_ : nullptr);
  if (!answer) {
    return std::unexpected(answer.error());
  }
  const std::scoped_lock lock(mutex_);
  ready_.push_back(line_of(**answer));
  return {};
}

void GatewayStream::no_more() {
  const std::scoped_lock lock(mutex_);
  complete_ = !watches_ && !observer_;
}

std::optional<std::string> GatewayStream::next_line() {
  if (watches_) {
    const auto response = service_.next(*watches_, caller_);
    return response ? std::optional(line_of(*response)) : std::nullopt;
  }
  if (observer_) {
    const auto answer = observer_->next();
    if (answer && !*answer) {
      end(answer->error(), false);
    }
    return answer && *answer ? std::optional(line_of(**answer)) : std::nullopt;
  }
  const std::scoped_lock lock(mutex_);
  if (ready_.empty()) {
    return std::nullopt;
  }
  std::string line = std::move(ready_.front());
  ready_.pop_front();
  return line;
}

std::optional<std::string> GatewayStream::await_line(int socket) {
  while (true) {
    if (auto line = next_line()) {
      return line;
    }
    {
      const std::scoped_lock lock(mutex_);
      if (failure_) {
        ready_.clear();
        complete_ = true;
        return line_of(*std::exchange(failure_, std::nullopt));
      }
      if (complete_) {
        return std::nullopt;
      }
    }
    std::array<pollfd, 2> watched{{{wake_->get(), POLLIN, 0}, {socket, POLLRDHUP, 0}}};
    ::poll(watched.data(), watched.size(), -1);
    if (watched[1].revents != 0) {
      return std::nullopt;
    }
    eventfd_t ignored = 0;
    ::eventfd_read(wake_->get(), &ignored);
  }
}

void GatewayStream::end(const Failure& failure, bool leaderless) {
  if (leaderless) {
    return;  // Over the gateway no client asks for a leader.
  }
  {
    const std::scoped_lock lock(mutex_);
    failure_ = failure;
  }
  ::eventfd_write(wake_->get(), 1);
}

}  // namespace roadworthy::mocks::etcd
