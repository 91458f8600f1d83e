#include "mocks/http/faults.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/eventfd.h>

#include "core/unique_fd.h"
#include "mocks/http/arguments.h"

namespace roadworthy::mocks {
namespace {

constexpr std::array<std::pair<FaultKind, std::string_view>, 6> kNames{{
    {FaultKind::refuse, "refuse"},
    {FaultKind::hang, "hang"},
    {FaultKind::slow, "slow"},
    {FaultKind::status, "status"},
    {FaultKind::wrong_body, "wrong_body"},
    {FaultKind::cut_body, "cut_body"},
}};

/// Milliseconds until `until`, rounded up, as poll(2) wants them.
int poll_timeout(std::optional<TimePoint> until, TimePoint now) {
  if (!until) {
    return -1;
  }
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*until - now).count();
  return static_cast<int>(std::clamp<long long>(left, 0, 60'000));
}

}  // namespace

std::string_view name_of(FaultKind kind) {
  const auto row = std::ranges::find(kNames, kind, &std::pair<FaultKind, std::string_view>::first);
  return row == kNames.end() ? "" : row->second;
}

Result<Fault> parse_fault(const nlohmann::json& value, std::span<const std::string_view> own_kinds) {
  Arguments fields(value, "a fault");
  Fault fault;
  const std::string kind = fields.text("kind").value_or("");
  const auto row = std::ranges::find(kNames, kind, &std::pair<FaultKind, std::string_view>::second);
  const bool fail_first = kind == "fail_first";
  if (row != kNames.end()) {
    fault.kind = row->first;
  } else if (fail_first) {
    fault.kind = FaultKind::status;
  } else if (std::ranges::find(own_kinds, kind) != own_kinds.end()) {
    fault.kind = FaultKind::own;
    fault.own = kind;
  } else {
    fields.mistake(fmt::format(
        "a fault has no kind \"{}\"; it is refuse, hang, slow, status, fail_first, wrong_body or cut_body{}{}", kind,
        own_kinds.empty() ? "" : ", and here also ", fmt::join(own_kinds, ", ")));
  }
  fault.endpoint = fields.whole("endpoint", 1, 100);
  fault.length = fields.duration("for");
  if (fault.kind != FaultKind::refuse) {
    fault.path_prefix = fields.text("path").value_or("");
    fault.count = fields.whole("count", 1, 1'000'000'000);
  }
  if (fault.kind == FaultKind::slow) {
    if (!fields.has("delay")) {
      fields.mistake("the fault \"slow\" needs a \"delay\" such as \"500ms\"");
    }
    fault.delay = fields.duration("delay").value_or(Duration{});
  }
  if (fault.kind == FaultKind::status) {
    fault.status = static_cast<int>(fields.whole("status", 200, 599).value_or(fail_first ? 503 : 500));
    fault.body = fields.text("body").value_or("a fault of the stand\n");
  }
  if (fault.kind == FaultKind::wrong_body) {
    fault.body = fields.text("body").value_or("<html><body>not what you expect</body></html>\n");
    fault.content_type = "text/html";
  }
  if (fault.kind == FaultKind::status || fault.kind == FaultKind::wrong_body) {
    fault.content_type = fields.text("content_type").value_or(fault.content_type);
  }
  if (fault.kind == FaultKind::cut_body) {
    fault.send_bytes = fields.whole("send_bytes", 0, 1'000'000'000);
  }
  if (fail_first && !fault.count) {
    fields.mistake("the fault \"fail_first\" needs a \"count\"");
  }
  if (auto finished = fields.finish(); !finished) {
    return std::unexpected(finished.error());
  }
  return fault;
}

std::vector<std::string> AppliedFaults::names() const {
  std::vector<std::string> names;
  for (const Fault& fault : slow) {
    names.emplace_back(name_of(fault.kind));
  }
  if (other) {
    names.emplace_back(other->own.empty() ? name_of(other->kind) : other->own);
  }
  return names;
}

bool Faults::in_force(const Active& active) const {
  return !active.until || clock_.now() < *active.until;
}

void Faults::set(std::vector<Fault> faults) {
  const std::scoped_lock lock(mutex_);
  active_.clear();
  for (Fault& fault : faults) {
    Active active{.fault = std::move(fault), .until = std::nullopt, .left = std::nullopt};
    if (active.fault.length) {
      active.until = clock_.now() + *active.fault.length;
    }
    active.left = active.fault.count;
    active_.push_back(std::move(active));
  }
  ++generation_;
  wake_all();
}

Gate Faults::gate(std::size_t endpoint) const {
  const std::scoped_lock lock(mutex_);
  Gate gate;
  for (const Active& active : active_) {
    if (active.fault.kind != FaultKind::refuse || !in_force(active) ||
        active.fault.endpoint.value_or(endpoint) != endpoint) {
      continue;
    }
    const bool for_good = !active.until || (gate.closed && !gate.until);
    gate.until = for_good ? std::nullopt : std::max(gate.until, active.until);
    gate.closed = true;
  }
  return gate;
}

AppliedFaults Faults::apply(std::string_view path, std::size_t endpoint) {
  const std::scoped_lock lock(mutex_);
  AppliedFaults applied{.generation = generation_, .slow = {}, .other = {}, .until = {}};
  for (Active& active : active_) {
    const bool is_slow = active.fault.kind == FaultKind::slow;
    if (active.fault.kind == FaultKind::refuse || !in_force(active) || active.left == 0U ||
        !path.starts_with(active.fault.path_prefix) || active.fault.endpoint.value_or(endpoint) != endpoint ||
        (!is_slow && applied.other)) {
      continue;
    }
    if (active.left) {
      --*active.left;
    }
    if (is_slow) {
      applied.slow.push_back(active.fault);
    } else {
      applied.other = active.fault;
      applied.until = active.until;
    }
  }
  return applied;
}

std::optional<TimePoint> Faults::own_until(std::string_view kind) const {
  const std::scoped_lock lock(mutex_);
  std::optional<TimePoint> until;
  for (const Active& active : active_) {
    if (active.fault.own == kind && in_force(active) && active.left != 0U) {
      until = std::max(until.value_or(TimePoint::min()), active.until.value_or(TimePoint::max()));
    }
  }
  return until;
}

WaitEnd Faults::wait(std::uint64_t generation, std::optional<TimePoint> until, int client_socket) {
  const UniqueFd event(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  std::unique_lock lock(mutex_);
  waiters_.insert(event.get());
  WaitEnd end = WaitEnd::elapsed;
  while (true) {
    if (stopped_) {
      end = WaitEnd::stopped;
      break;
    }
    if (generation_ != generation) {
      end = WaitEnd::faults_changed;
      break;
    }
    const TimePoint now = clock_.now();
    if (until && now >= *until) {
      break;
    }
    lock.unlock();
    // A client that is gone shows as its side being closed; what it still sends is not looked at.
    std::array<pollfd, 2> watched{{{event.get(), POLLIN, 0}, {client_socket, POLLRDHUP, 0}}};
    ::poll(watched.data(), watched.size(), poll_timeout(until, now));
    lock.lock();
    if ((watched[1].revents & (POLLRDHUP | POLLHUP | POLLERR | POLLNVAL)) != 0) {
      end = WaitEnd::client_left;
      break;
    }
  }
  waiters_.erase(event.get());
  return end;
}

std::uint64_t Faults::generation() const {
  const std::scoped_lock lock(mutex_);
  return generation_;
}

void Faults::stop() {
  const std::scoped_lock lock(mutex_);
  stopped_ = true;
  wake_all();
}

void Faults::wake_all() {
  for (const int waiter : waiters_) {
    ::eventfd_write(waiter, 1);
  }
}

nlohmann::json Faults::describe() const {
  const std::scoped_lock lock(mutex_);
  nlohmann::json list = nlohmann::json::array();
  for (const Active& active : active_) {
    if (!in_force(active)) {
      continue;
    }
    const std::string_view kind = active.fault.own.empty() ? name_of(active.fault.kind) : active.fault.own;
    nlohmann::json entry{{"kind", kind}, {"path", active.fault.path_prefix}};
    if (active.fault.endpoint) {
      entry["endpoint"] = *active.fault.endpoint;
    }
    if (active.left) {
      entry["left"] = *active.left;
    }
    if (active.until) {
      entry["ends_in"] = to_text(*active.until - clock_.now());
    }
    list.push_back(std::move(entry));
  }
  return list;
}

}  // namespace roadworthy::mocks
