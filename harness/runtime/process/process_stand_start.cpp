#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "runtime/process/launch_plan.h"
#include "runtime/process/process_stand.h"

namespace roadworthy {
namespace {

/// The last lines of a container, to tell why it did not do what it should have done.
std::string last_words(const Container& container) {
  const LogTail tail = container.log().tail(5);
  std::string text;
  for (const LogLine& line : tail.lines) {
    text += fmt::format("\n{} | {}", container.name(), line.text.substr(0, 500));
  }
  return text;
}

}  // namespace

Result<void> ProcessStand::start(const std::vector<std::string>& containers, TimePoint deadline) {
  if (interrupted()) {
    return fail(ErrorKind::interrupted, "interrupted");
  }
  std::vector<Container*> wanted;
  for (const std::string& name : containers) {
    const auto container = find(name);
    if (!container) {
      return std::unexpected(container.error());
    }
    wanted.push_back(*container);
  }
  std::vector<Result<void>> results(wanted.size());
  std::vector<std::thread> threads;
  for (std::size_t index = 0; index < wanted.size(); ++index) {
    threads.emplace_back([&, index] {
      results[index] = start_one(*wanted[index], deadline);
      if (results[index]) {
        results[index] = await_listening(*wanted[index], deadline);
      }
    });
  }
  std::ranges::for_each(threads, &std::thread::join);
  Result<void> all;
  for (const Result<void>& each : results) {
    if (!each && all) {
      all = each;
    } else if (!each) {
      all.error().message += "; " + each.error().message;
    }
  }
  return all;
}

Result<void> ProcessStand::start_one(Container& container, TimePoint deadline) {
  const std::scoped_lock operation(container.operation());
  {
    const std::scoped_lock lock(mutex_);
    if (torn_down_ || runs(container.state())) {
      return torn_down_ ? fail(ErrorKind::interrupted, "the stand has been torn down") : Result<void>{};
    }
    if (std::ranges::find(started_, &container) == started_.end()) {
      started_.push_back(&container);
    }
  }
  auto plan = make_launch_plan(container.spec(), container.name(), parts_.options, parts_.isolation);
  if (!plan) {
    return std::unexpected(plan.error());
  }
  Result<void> done;
  if (plan->inside) {
    plan->inside->network = network_of(container.spec());
    done = container.start(*std::move(plan), deadline);
  } else {
    // A child without a namespace dies with the thread that made it: that is to be one that stays.
    reactor_.run([&] { done = container.start(*std::move(plan), deadline); });
  }
  if (!done) {
    done.error().message = fmt::format("{}: {}", container.name(), done.error().message);
  }
  return done;
}

Result<void> ProcessStand::await_listening(Container& container, TimePoint deadline) {
  const auto control = container.control();
  if (!control) {
    return {};
  }
  while (true) {
    const std::uint64_t seen = changes();
    const ContainerState state = container.state();
    if (control->listening()) {
      return {};
    }
    if (!runs(state)) {
      return fail(ErrorKind::environment, fmt::format("{} {} before it said that it listens{}", container.name(),
                                                      describe(state), last_words(container)));
    }
    if (interrupted()) {
      return fail(ErrorKind::interrupted, "interrupted");
    }
    if (clock_.now() >= deadline) {
      return fail(ErrorKind::environment,
                  fmt::format("{} did not say in time that it listens{}", container.name(), last_words(container)));
    }
    await_change(seen, deadline);
  }
}

}  // namespace roadworthy
