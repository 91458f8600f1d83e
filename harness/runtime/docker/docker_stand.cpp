#include "runtime/docker/docker_stand.h"

#include <algorithm>
#include <cerrno>
#include <csignal>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include "core/signals.h"
#include "runtime/parts/tcp_connect.h"

namespace roadworthy {

using nlohmann::json;
using namespace std::chrono_literals;

namespace {

constexpr Duration kEnginePatience = 30s;  ///< For one request that the Engine answers at once when it is well.
constexpr Duration kKillPatience = 20s;
constexpr Duration kMissedEvent = 2s;  ///< Without an event for so long, the Engine is asked.

bool has_ended(const ContainerState& state) {
  return !runs(state);
}

}  // namespace

DockerStand::DockerStand(const EngineClient& engine, Topology topology, StandOptions options)
    : engine_(engine),
      topology_(std::move(topology)),
      options_(std::move(options)),
      labels_(StandLabels::of(options_)),
      interruption_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      events_end_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  for (const PodSpec& pod : topology_.pods) {
    pods_.push_back(std::make_unique<Pod>());
    pods_.back()->spec = &pod;
    for (const ContainerSpec& spec : pod.containers) {
      containers_.push_back(std::make_unique<DockerContainer>(spec, stand_name(topology_, spec), engine_, reactor_,
                                                              [this] { changed(); }));
    }
  }
}

Result<std::unique_ptr<Stand>> DockerStand::create(const EngineClient& engine, Topology topology,
                                                   StandOptions options) {
  std::unique_ptr<DockerStand> stand(new DockerStand(engine, std::move(topology), std::move(options)));
  if (!stand->interruption_ || !stand->events_end_) {
    return fail_system("make an event descriptor", errno);
  }
  if (auto done = stand->reactor_.start(); !done) {
    return std::unexpected(done.error());
  }
  if (auto done = stand->prepare(); !done) {
    for (const Error& error : stand->tear_down()) {
      done.error().message += "; and then: " + error.message;
    }
    return std::unexpected(done.error());
  }
  return stand;
}

DockerStand::~DockerStand() {
  (void)tear_down();
}

void DockerStand::changed() {
  {
    const std::scoped_lock lock(mutex_);
    ++changes_;
  }
  condition_.notify_all();
}

void DockerStand::lose(std::string why) {
  {
    const std::scoped_lock lock(mutex_);
    if (lost_.empty()) {
      lost_ = std::move(why);
    }
    ++changes_;
  }
  condition_.notify_all();
}

Result<void> DockerStand::still_stands() const {
  const std::scoped_lock lock(mutex_);
  return lost_.empty() ? Result<void>{}
                       : fail(ErrorKind::environment, lost_, "see what became of the daemon, then run again");
}

Result<DockerContainer*> DockerStand::find(std::string_view name) const {
  const ContainerSpec* spec = find_container(topology_, name);
  const auto found = std::ranges::find_if(containers_, [&](const auto& each) { return &each->spec() == spec; });
  if (spec == nullptr || found == containers_.end()) {
    return fail(ErrorKind::internal, fmt::format("no container `{}` on this stand", name));
  }
  return found->get();
}

Result<DockerStand::Pod*> DockerStand::pod_of(std::string_view name) const {
  const auto container = find(name);
  if (!container) {
    return std::unexpected(container.error());
  }
  const auto pod =
      std::ranges::find(pods_, (*container)->spec().pod, [](const auto& each) { return each->spec->name; });
  return pod->get();
}

Result<bool> DockerStand::await_state(DockerContainer& container,
                                      const std::function<bool(const ContainerState&)>& reached, TimePoint until,
                                      bool interruptible) {
  while (true) {
    if (auto stands = still_stands(); !stands) {
      return std::unexpected(stands.error());
    }
    const std::uint64_t seen = changes();
    if (reached(container.state())) {
      return true;
    }
    if (steady_now() >= until || (interruptible && interrupted())) {
      return false;
    }
    std::unique_lock lock(mutex_);
    const bool moved = condition_.wait_until(lock, std::min(until, steady_now() + kMissedEvent),
                                             [&] { return changes_ != seen || (interruptible && interrupted_); });
    lock.unlock();
    if (!moved) {
      if (auto done = container.refresh(steady_now() + kEnginePatience); !done) {
        return std::unexpected(done.error());
      }
    }
  }
}

Result<void> DockerStand::kill_and_await(DockerContainer& container) {
  if (auto done = container.signal("SIGKILL", true, steady_now() + kEnginePatience); !done) {
    return done;
  }
  const auto ended = await_state(container, has_ended, steady_now() + kKillPatience, false);
  if (!ended) {
    return std::unexpected(ended.error());
  }
  return *ended ? Result<void>{}
                : fail(ErrorKind::environment, fmt::format("{} did not end after SIGKILL", container.name()));
}

Result<void> DockerStand::stop(std::string_view name, Duration grace) {
  const auto container = find(name);
  if (!container) {
    return std::unexpected(container.error());
  }
  const std::scoped_lock operation((*container)->operation());
  if (auto done = (*container)->resume(steady_now() + kEnginePatience); !done) {
    return done;
  }
  if (auto done = (*container)->signal((*container)->stop_signal(), true, steady_now() + kEnginePatience); !done) {
    return done;
  }
  const auto ended = await_state(**container, has_ended, steady_now() + grace, true);
  if (!ended) {
    return std::unexpected(ended.error());
  }
  return *ended ? Result<void>{} : kill_and_await(**container);
}

Result<void> DockerStand::kill(std::string_view name, int signal) {
  const auto container = find(name);
  if (!container) {
    return std::unexpected(container.error());
  }
  const std::scoped_lock operation((*container)->operation());
  return signal == SIGKILL ? kill_and_await(**container)
                           : (*container)->signal(signal_name(signal), true, steady_now() + kEnginePatience);
}

Result<void> DockerStand::pause(std::string_view name) {
  const auto container = find(name);
  if (!container) {
    return std::unexpected(container.error());
  }
  const std::scoped_lock operation((*container)->operation());
  if (auto done = (*container)->pause(steady_now() + kEnginePatience); !done) {
    return done;
  }
  const auto reached = await_state(
      **container, [](const ContainerState& state) { return state.phase != Phase::running; },
      steady_now() + kKillPatience, true);
  return reached ? Result<void>{} : std::unexpected(reached.error());
}

Result<void> DockerStand::resume(std::string_view name) {
  const auto container = find(name);
  if (!container) {
    return std::unexpected(container.error());
  }
  const std::scoped_lock operation((*container)->operation());
  if (auto done = (*container)->resume(steady_now() + kEnginePatience); !done) {
    return done;
  }
  const auto reached = await_state(
      **container, [](const ContainerState& state) { return state.phase != Phase::paused; },
      steady_now() + kKillPatience, true);
  return reached ? Result<void>{} : std::unexpected(reached.error());
}

Result<ContainerState> DockerStand::state(std::string_view name) const {
  if (auto stands = still_stands(); !stands) {
    return std::unexpected(stands.error());
  }
  const auto container = find(name);
  return container ? Result<ContainerState>((*container)->state()) : std::unexpected(container.error());
}

LogTail DockerStand::log(std::string_view name, std::size_t newest) const {
  const auto container = find(name);
  return container ? (*container)->log().tail(newest) : LogTail{};
}

Result<UniqueFd> DockerStand::connect(std::string_view from, std::string_view host, std::uint16_t port,
                                      TimePoint deadline) {
  if (auto stands = still_stands(); !stands) {
    return std::unexpected(stands.error());
  }
  const std::string address = names_.address_of(host);
  if (address.empty()) {
    return fail(ErrorKind::no_answer, fmt::format("no such host: {}", host));
  }
  HolderLink* link = nullptr;
  if (!from.empty()) {
    const auto pod = pod_of(from);
    if (!pod) {
      return std::unexpected(pod.error());
    }
    const auto container = find(from);
    link = container && (*container)->spec().engine.host_network && direct_ ? nullptr : (*pod)->link.get();
  } else if (!direct_) {
    const auto connected = std::ranges::find_if(pods_, [](const auto& pod) { return pod->connected.load(); });
    link = (connected == pods_.end() ? pods_.front() : *connected)->link.get();
  }
  if (link != nullptr) {
    return link->connect(address, port, deadline);
  }
  const auto open = [](int family) -> Result<UniqueFd> {
    UniqueFd socket(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    return socket ? Result<UniqueFd>(std::move(socket)) : fail_system("open a socket", errno);
  };
  return connect_tcp(open, address, port, deadline, interruption_.get());
}

Result<json> DockerStand::control(std::string_view name, const json& command, TimePoint deadline) {
  const auto container = find(name);
  if (!container) {
    return std::unexpected(container.error());
  }
  return command_stand_in((*container)->spec(), name, (*container)->state(), (*container)->control(), command,
                          deadline);
}

void DockerStand::await_change(std::uint64_t seen, TimePoint until) {
  std::unique_lock lock(mutex_);
  condition_.wait_until(lock, until, [&] { return changes_ != seen || interrupted_; });
}

}  // namespace roadworthy
