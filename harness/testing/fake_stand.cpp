#include "testing/fake_stand.h"

#include <algorithm>
#include <cerrno>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

namespace roadworthy {

void FakeClock::advance_to(TimePoint when) {
  const std::int64_t wanted = when.time_since_epoch().count();
  std::int64_t at = at_;
  while (at < wanted && !at_.compare_exchange_weak(at, wanted)) {
  }
}

Topology one_pod(const std::string& pod, const std::vector<std::string>& containers) {
  PodSpec spec{.name = pod, .containers = {}, .where = {}};
  for (const std::string& name : containers) {
    ContainerSpec container;
    container.name = name;
    container.pod = pod;
    spec.containers.push_back(std::move(container));
  }
  return {.pods = {std::move(spec)}};
}

FakeStand::FakeStand(Topology topology, Time time) : topology_(std::move(topology)), time_(time) {
  for (const PodSpec& pod : topology_.pods) {
    for (const ContainerSpec& container : pod.containers) {
      states_[stand_name(topology_, container)] = {.phase = Phase::running, .starts = 1};
    }
  }
}

void FakeStand::set_state(const std::string& container, ContainerState state) {
  {
    const std::scoped_lock lock(mutex_);
    states_[container] = std::move(state);
  }
  changed();
}

void FakeStand::print(const std::string& container, std::string line) {
  {
    const std::scoped_lock lock(mutex_);
    auto& lines = lines_[container];
    lines.push_back({.number = lines.size() + 1, .text = std::move(line)});
  }
  changed();
}

void FakeStand::at(Duration after, std::function<void()> event) {
  const std::scoped_lock lock(mutex_);
  events_.emplace(fake_clock_.now() + after, std::move(event));
}

void FakeStand::connect_to(std::uint16_t port) {
  const std::scoped_lock lock(mutex_);
  port_ = port;
}

void FakeStand::answer_control(Result<nlohmann::json> answer) {
  const std::scoped_lock lock(mutex_);
  control_answer_ = std::move(answer);
}

void FakeStand::answer_exec(Result<ExecResult> answer) {
  const std::scoped_lock lock(mutex_);
  exec_answer_ = std::move(answer);
}

void FakeStand::set_usage(Usage usage, std::uint32_t user) {
  const std::scoped_lock lock(mutex_);
  usage_ = {usage, user};
}

void FakeStand::set_environment(std::vector<std::string> variables) {
  const std::scoped_lock lock(mutex_);
  environment_ = std::move(variables);
}

Result<void> FakeStand::set_connected(std::string_view container, bool connected) {
  note(fmt::format("{} {}", connected ? "connect" : "disconnect", container));
  return {};
}

Result<Usage> FakeStand::usage(std::string_view container) {
  const std::scoped_lock lock(mutex_);
  return usage_ ? Result<Usage>(usage_->first) : Stand::usage(container);
}

Result<std::uint32_t> FakeStand::user(std::string_view container) {
  const std::scoped_lock lock(mutex_);
  return usage_ ? Result<std::uint32_t>(usage_->second) : Stand::user(container);
}

Result<std::vector<std::string>> FakeStand::environment(std::string_view container) {
  const std::scoped_lock lock(mutex_);
  return environment_ ? Result<std::vector<std::string>>(*environment_) : Stand::environment(container);
}

std::optional<std::string> FakeStand::file(const std::string& name) const {
  const std::scoped_lock lock(mutex_);
  const auto found = files_.find(name);
  return found == files_.end() ? std::nullopt : std::optional(found->second);
}

void FakeStand::put_file(const std::string& name, std::string content) {
  const std::scoped_lock lock(mutex_);
  files_[name] = std::move(content);
}

void FakeStand::leave_behind(std::string what) {
  const std::scoped_lock lock(mutex_);
  left_behind_.push_back({.kind = ErrorKind::environment, .message = std::move(what), .remedy = {}, .where = {}});
}

const Clock& FakeStand::clock() const {
  return time_ == Time::fake ? static_cast<const Clock&>(fake_clock_) : steady_clock_;
}

Result<void> FakeStand::start(const std::vector<std::string>& containers, TimePoint) {
  note(fmt::format("start {}", fmt::join(containers, ", ")));
  for (const std::string& name : containers) {
    set_state(name, {.phase = Phase::running, .starts = 1});
  }
  return {};
}

Result<void> FakeStand::stop(std::string_view container, Duration grace) {
  note(fmt::format("stop {} within {}", container, to_text(grace)));
  set_state(std::string(container), {.phase = Phase::exited, .exit_code = 0, .ended_by_step = true});
  return {};
}

Result<void> FakeStand::kill(std::string_view container, int signal) {
  note(fmt::format("kill {} with {}", container, signal));
  set_state(std::string(container), {.phase = Phase::exited, .signal = signal, .ended_by_step = true});
  return {};
}

Result<void> FakeStand::pause(std::string_view container) {
  note(fmt::format("pause {}", container));
  return {};
}

Result<void> FakeStand::resume(std::string_view container) {
  note(fmt::format("resume {}", container));
  return {};
}

Result<ContainerState> FakeStand::state(std::string_view container) const {
  const std::scoped_lock lock(mutex_);
  const auto found = states_.find(container);
  if (found == states_.end()) {
    return fail(ErrorKind::internal, fmt::format("no container is called {}", container));
  }
  return found->second;
}

LogTail FakeStand::log(std::string_view container, std::size_t newest) const {
  const std::scoped_lock lock(mutex_);
  const auto found = lines_.find(container);
  if (found == lines_.end()) {
    return {};
  }
  const auto& lines = found->second;
  const auto from = lines.end() - static_cast<std::ptrdiff_t>(std::min(newest, lines.size()));
  return {.lines = {from, lines.end()}, .total_lines = lines.size()};
}

Result<UniqueFd> FakeStand::connect(std::string_view, std::string_view, std::uint16_t, TimePoint) {
  sockaddr_in address{};
  {
    const std::scoped_lock lock(mutex_);
    if (port_ == 0) {
      return fail(ErrorKind::no_answer, "connection refused");
    }
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  }
  // Not blocking, as the runtimes open theirs: libcurl 7.88 takes a socket that was connected in one go for a failure.
  UniqueFd connection(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  int error_number = 0;
  if (::connect(connection.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    error_number = errno;
  }
  if (error_number == EINPROGRESS) {
    pollfd awaited{connection.get(), POLLOUT, 0};
    socklen_t length = sizeof error_number;
    ::poll(&awaited, 1, 10'000);
    ::getsockopt(connection.get(), SOL_SOCKET, SO_ERROR, &error_number, &length);
  }
  if (error_number != 0) {
    return fail(ErrorKind::no_answer, error_number == ECONNREFUSED ? "connection refused" : "no connection");
  }
  return connection;
}

Result<nlohmann::json> FakeStand::control(std::string_view container, const nlohmann::json& command, TimePoint) {
  note(fmt::format("tell {} {}", container, command.dump()));
  const std::scoped_lock lock(mutex_);
  return control_answer_;
}

Result<ExecResult> FakeStand::exec(std::string_view container, const std::vector<std::string>& command, TimePoint) {
  note(fmt::format("run {} in {}", fmt::join(command, " "), container));
  const std::scoped_lock lock(mutex_);
  return exec_answer_;
}

Result<std::string> FakeStand::read_file(const VolumeFile& file, std::size_t limit, TimePoint) {
  auto content = this->file(file.volume + "/" + file.path);
  if (!content || content->size() > limit) {
    return fail(ErrorKind::no_answer, fmt::format("cannot open {} in volume {}: {}", file.path, file.volume,
                                                  content ? "it is too long" : "it does not exist"));
  }
  return *std::move(content);
}

Result<void> FakeStand::write_file(const VolumeFile& file, std::string_view content, WriteMode mode, TimePoint) {
  const std::scoped_lock lock(mutex_);
  std::string& whole = files_[file.volume + "/" + file.path];
  whole = (mode == WriteMode::append ? whole : "") + std::string(content);
  return {};
}

Result<void> FakeStand::rename_file(const VolumeFile& from, const std::string& path, TimePoint) {
  const std::scoped_lock lock(mutex_);
  auto file = files_.extract(from.volume + "/" + from.path);
  if (file.empty()) {
    return fail(ErrorKind::no_answer,
                fmt::format("cannot open {} in volume {}: it does not exist", from.path, from.volume));
  }
  files_[from.volume + "/" + path] = std::move(file.mapped());
  return {};
}

void FakeStand::await_change(std::uint64_t seen, TimePoint until) {
  std::unique_lock lock(mutex_);
  const auto over = [&] { return changes_ != seen || interrupted_; };
  if (time_ == Time::real) {
    change_.wait_until(lock, until, over);
    return;
  }
  while (!over()) {
    const auto next = events_.begin();
    if (next == events_.end() || next->first > until) {
      fake_clock_.advance_to(until);
      return;
    }
    fake_clock_.advance_to(next->first);
    const auto event = std::move(next->second);
    events_.erase(next);
    lock.unlock();
    event();
    lock.lock();
  }
}

void FakeStand::interrupt() {
  interrupted_ = true;
  changed();
}

Errors FakeStand::tear_down() {
  note("tear down");
  const std::scoped_lock lock(mutex_);
  return left_behind_;
}

void FakeStand::note(std::string call) {
  const std::scoped_lock lock(mutex_);
  calls_->push_back(std::move(call));
}

void FakeStand::changed() {
  {
    const std::scoped_lock lock(mutex_);
    ++changes_;
  }
  change_.notify_all();
}

}  // namespace roadworthy
