#include "runtime/process/process_stand.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <map>
#include <ranges>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/eventfd.h>

#include "runtime/process/files.h"
#include "runtime/process/launch_plan.h"
#include "runtime/process/shared_mode.h"

namespace roadworthy {
namespace {

/// A killed process ends at once unless the kernel itself holds it (a dead disk); then it is not waited for any longer.
constexpr auto kKillPatience = std::chrono::seconds(10);

/// There is no DNS on a stand. A resolver without a server asks 127.0.0.1 and waits for seconds, though a name is in
/// the hosts file (c-ares, which gRPC has in it); a server without a route (RFC 5737) is given up at once.
constexpr std::string_view kResolver = "nameserver 192.0.2.1\n";

TimePoint now() {
  return std::chrono::steady_clock::now();
}

std::map<std::string, std::string> addresses_of(const Network& network) {
  std::map<std::string, std::string> addresses;
  for (const PodNetwork& pod : network.pods()) {
    addresses.emplace(pod.pod, pod.address);
  }
  return addresses;
}

}  // namespace

ProcessStand::ProcessStand(Parts parts)
    : parts_(std::move(parts)),
      names_(parts_.network ? Names::of(parts_.topology, addresses_of(*parts_.network)) : Names::of(parts_.topology)) {
  for (const PodSpec& pod : parts_.topology.pods) {
    for (const ContainerSpec& spec : pod.containers) {
      containers_.push_back(
          std::make_unique<Container>(spec, stand_name(parts_.topology, spec), reactor_, [this] { changed(); }));
    }
  }
}

Result<std::unique_ptr<Stand>> ProcessStand::create(Parts parts) {
  std::unique_ptr<ProcessStand> stand(new ProcessStand(std::move(parts)));
  stand->interruption_.reset(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!stand->interruption_) {
    return fail_system("make an event descriptor", errno);
  }
  if (stand->parts_.network) {
    if (auto done = make_file(hosts_path(stand->parts_.options), stand->names_.hosts_file()); !done) {
      return std::unexpected(done.error());
    }
    if (auto done = make_file(resolver_path(stand->parts_.options), std::string(kResolver)); !done) {
      return std::unexpected(done.error());
    }
  }
  if (auto done = stand->reactor_.start(); !done) {
    return std::unexpected(done.error());
  }
  return stand;
}

ProcessStand::~ProcessStand() {
  (void)tear_down();
}

void ProcessStand::changed() {
  {
    const std::scoped_lock lock(mutex_);
    ++changes_;
  }
  condition_.notify_all();
}

Result<Container*> ProcessStand::find(std::string_view name) const {
  const ContainerSpec* spec = find_container(parts_.topology, name);
  const auto found = std::ranges::find_if(containers_, [&](const auto& each) { return &each->spec() == spec; });
  if (spec == nullptr || found == containers_.end()) {
    return fail(ErrorKind::internal, fmt::format("no container `{}` on this stand", name));
  }
  return found->get();
}

int ProcessStand::network_of(const ContainerSpec& spec) const {
  if (!parts_.network) {
    return -1;
  }
  const auto pod = std::ranges::find(parts_.network->pods(), spec.pod, &PodNetwork::pod);
  return pod == parts_.network->pods().end() ? -1 : pod->space.get();
}

bool ProcessStand::await_exit(const Container& container, TimePoint until, bool interruptible) {
  std::unique_lock lock(mutex_);
  condition_.wait_until(lock, until, [&] { return !runs(container.state()) || (interruptible && interrupted_); });
  return !runs(container.state());
}

Result<void> ProcessStand::kill_and_await(Container& container) {
  container.kill_descendants();
  if (auto done = container.signal(SIGKILL, true); !done) {
    return done;
  }
  return await_exit(container, now() + kKillPatience, false)
             ? Result<void>{}
             : fail(ErrorKind::environment, fmt::format("{} did not end after SIGKILL", container.name()));
}

Result<void> ProcessStand::stop(std::string_view name, Duration grace) {
  const auto container = find(name);
  if (!container) {
    return std::unexpected(container.error());
  }
  const std::scoped_lock operation((*container)->operation());
  if (auto done = (*container)->signal(SIGTERM, true); !done) {
    return done;
  }
  // What is paused could not heed the signal.
  if (auto done = (*container)->resume(); !done) {
    return done;
  }
  return await_exit(**container, now() + grace, true) ? Result<void>{} : kill_and_await(**container);
}

Result<void> ProcessStand::kill(std::string_view name, int signal) {
  const auto container = find(name);
  if (!container) {
    return std::unexpected(container.error());
  }
  const std::scoped_lock operation((*container)->operation());
  return signal == SIGKILL ? kill_and_await(**container) : (*container)->signal(signal, true);
}

Result<void> ProcessStand::pause(std::string_view name) {
  const auto container = find(name);
  if (!container) {
    return std::unexpected(container.error());
  }
  const std::scoped_lock operation((*container)->operation());
  return (*container)->pause(now() + kKillPatience);
}

Result<void> ProcessStand::resume(std::string_view name) {
  const auto container = find(name);
  if (!container) {
    return std::unexpected(container.error());
  }
  const std::scoped_lock operation((*container)->operation());
  return (*container)->resume();
}

Result<ContainerState> ProcessStand::state(std::string_view name) const {
  const auto container = find(name);
  return container ? Result<ContainerState>((*container)->state()) : std::unexpected(container.error());
}

LogTail ProcessStand::log(std::string_view name, std::size_t newest) const {
  const auto container = find(name);
  return container ? (*container)->log().tail(newest) : LogTail{};
}

Result<UniqueFd> ProcessStand::connect(std::string_view from, std::string_view host, std::uint16_t port,
                                       TimePoint deadline) {
  int space = -1;
  if (!from.empty()) {
    const auto container = find(from);
    if (!container) {
      return std::unexpected(container.error());
    }
    space = network_of((*container)->spec());
  }
  const std::string address = names_.address_of(host);
  if (address.empty()) {
    return fail(ErrorKind::no_answer, fmt::format("no such host: {}", host));
  }
  return connect_within(space, address, port, deadline, interruption_.get());
}

Result<nlohmann::json> ProcessStand::control(std::string_view name, const nlohmann::json& command, TimePoint deadline) {
  const auto container = find(name);
  if (!container) {
    return std::unexpected(container.error());
  }
  return command_stand_in((*container)->spec(), name, (*container)->state(), (*container)->control(), command,
                          deadline);
}

void ProcessStand::await_change(std::uint64_t seen, TimePoint until) {
  std::unique_lock lock(mutex_);
  condition_.wait_until(lock, until, [&] { return changes_ != seen || interrupted_; });
}

void ProcessStand::interrupt() {
  {
    const std::scoped_lock lock(mutex_);
    interrupted_ = true;
  }
  ::eventfd_write(interruption_.get(), 1);
  condition_.notify_all();
  for (const auto& container : containers_) {
    if (const auto control = container->control()) {
      control->interrupt();
    }
  }
}

Errors ProcessStand::tear_down() {
  std::vector<Container*> started;
  {
    const std::scoped_lock lock(mutex_);
    torn_down_ = true;
    started.swap(started_);
  }
  Errors errors;
  // All signals first: each end takes the kernel a moment, and they may pass together.
  for (Container* container : started | std::views::reverse) {
    const std::scoped_lock operation(container->operation());
    container->kill_descendants();
    if (auto done = container->signal(SIGKILL, true); !done) {
      errors.push_back(done.error());
    }
  }
  for (Container* container : started | std::views::reverse) {
    if (!await_exit(*container, now() + kKillPatience, false)) {
      errors.push_back(
          fail(ErrorKind::environment, fmt::format("{} did not end after SIGKILL", container->name())).error());
    }
  }
  kill_orphans(parts_.isolation.waits_outside);
  reactor_.stop();
  parts_.machine_lock.reset();
  return errors;
}

}  // namespace roadworthy
