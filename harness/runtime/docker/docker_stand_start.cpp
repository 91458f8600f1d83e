#include <algorithm>

#include <fmt/format.h>

#include "runtime/docker/docker_stand.h"
#include "runtime/docker/in_parallel.h"

namespace roadworthy {

using nlohmann::json;

namespace {

constexpr std::size_t kLongestEvent = 1u << 20;

/// The last lines of a container, to tell why it did not do what it should have done.
std::string last_words(const DockerContainer& container) {
  std::string text;
  for (const LogLine& line : container.log().tail(5).lines) {
    text += fmt::format("\n{} | {}", container.name(), line.text.substr(0, 500));
  }
  return text;
}

}  // namespace

Result<void> DockerStand::start(const std::vector<std::string>& containers, TimePoint deadline) {
  if (interrupted()) {
    return fail(ErrorKind::interrupted, "interrupted");
  }
  std::vector<std::function<Result<void>()>> work;
  for (const std::string& name : containers) {
    const auto container = find(name);
    if (!container) {
      return std::unexpected(container.error());
    }
    work.emplace_back([this, found = *container, deadline]() -> Result<void> {
      auto done = start_one(*found, deadline);
      return done ? await_listening(*found, deadline) : done;
    });
  }
  return all_in_parallel(work);
}

Result<void> DockerStand::start_one(DockerContainer& container, TimePoint deadline) {
  const std::scoped_lock operation(container.operation());
  if (auto stands = still_stands(); !stands) {
    return stands;
  }
  const ContainerState before = container.state();
  if (runs(before)) {
    return {};
  }
  if (auto done = container.start(deadline); !done) {
    done.error().message = fmt::format("{}: {}", container.name(), done.error().message);
    return done;
  }
  const auto started =
      await_state(container, [&](const ContainerState& state) { return state.starts > before.starts; }, deadline, true);
  if (!started) {
    return std::unexpected(started.error());
  }
  return *started        ? Result<void>{}
         : interrupted() ? fail(ErrorKind::interrupted, "interrupted")
                         : fail(ErrorKind::environment, fmt::format("{} did not start in time", container.name()));
}

Result<void> DockerStand::await_listening(DockerContainer& container, TimePoint deadline) {
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
    if (auto stands = still_stands(); !stands) {
      return stands;
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

void DockerStand::follow_events() {
  const json filters{{"label", {fmt::format("{}={}", kStandLabel, labels_.stand)}}, {"type", {"container"}}};
  std::string unread;
  const auto answer = engine_.follow(
      {.path = "/events?filters=" + url_encode(filters.dump())},
      [&](std::string_view bytes) {
        unread.append(bytes);
        std::size_t from = 0;
        for (std::size_t end = unread.find('\n'); end != std::string::npos; end = unread.find('\n', from)) {
          on_event(std::string_view(unread).substr(from, end - from));
          from = end + 1;
        }
        unread.erase(0, from);
        return unread.size() < kLongestEvent;
      },
      events_end_.get(), TimePoint::max());
  const std::scoped_lock lock(mutex_);
  if (!torn_down_) {
    lost_ = fmt::format("the Docker Engine at {} went away: {}", engine_.address().text,
                        !answer          ? answer.error().message
                        : answer->good() ? "it ended its events"
                                         : answer->message());
    ++changes_;
    condition_.notify_all();
  }
}

void DockerStand::on_event(std::string_view line) {
  const json event = json::parse(line, nullptr, false);
  if (!event.is_object()) {
    return;
  }
  const json actor = event.value("Actor", json::object());
  const std::string id = actor.value("ID", "");
  const std::string action = event.value("Action", "");
  const auto container = std::ranges::find_if(containers_, [&](const auto& each) { return each->id() == id; });
  if (container != containers_.end()) {
    if (!(*container)->on_event(event)) {
      lose(fmt::format("{} was sent a signal by somebody else than this run, such as a daemon that shuts down",
                       (*container)->name()));
    }
    return;
  }
  if (action == "die" || action == "kill") {
    const std::string name = actor.value("Attributes", json::object()).value(kNameLabel, "");
    lose(fmt::format("the holder of pod {} was ended from outside", name));
  }
}

}  // namespace roadworthy
