#include "runtime/docker/docker_container.h"

#include <iostream>
#include <utility>

#include <fmt/format.h>
#include <sys/socket.h>

#include "core/signals.h"
#include "core/source_span.h"

namespace roadworthy {

using nlohmann::json;

namespace {

/// Between a container's end and the end of its output, which come on different connections.
constexpr std::chrono::seconds kOutputPatience{2};
constexpr int kFirstSignalCode = 128;

/// The Engine tells a signal as shells do; codes above 128 that belong to no signal are the program's own.
std::optional<int> signal_in(int exit_code) {
  const int number = exit_code - kFirstSignalCode;
  return number > 0 && signal_number(signal_name(number)) ? std::optional(number) : std::nullopt;
}

std::chrono::steady_clock::time_point now() {
  return std::chrono::steady_clock::now();
}

}  // namespace

ContainerState DockerContainer::state() const {
  const std::scoped_lock lock(mutex_);
  return state_;
}

std::string DockerContainer::id() const {
  const std::scoped_lock lock(mutex_);
  return id_;
}

std::shared_ptr<ControlChannel> DockerContainer::control() const {
  const std::scoped_lock lock(mutex_);
  return run_ ? run_->control : nullptr;
}

Result<EngineAnswer> DockerContainer::post(std::string_view what, TimePoint deadline) const {
  return engine_.send({.method = "POST", .path = fmt::format("/containers/{}/{}", id_, what)}, deadline);
}

Result<void> DockerContainer::create(const std::string& engine_name, const json& body, const ImageTraits& image,
                                     TimePoint deadline) {
  traits_ = image;
  if (const auto& check = spec_.engine.healthcheck) {
    traits_.has_health_check = !check->disabled;
  }
  const auto made = engine_.ask(
      fmt::format("create {}", name_),
      {.method = "POST", .path = "/containers/create?name=" + url_encode(engine_name), .body = body}, deadline);
  if (!made) {
    return std::unexpected(made.error());
  }
  // Such as an image of another kind of processor. Of images of this harness there is nothing to say.
  const json warnings = made->value("Warnings", json());
  for (const json& warning : warnings.is_array() && !image.id.empty() ? warnings : json::array()) {
    std::cerr << fmt::format("{}: {}\n", name_,
                             printable(warning.is_string() ? warning.get<std::string>() : warning.dump()));
  }
  const std::scoped_lock lock(mutex_);
  id_ = made->value("Id", "");
  return {};
}

Result<void> DockerContainer::start(TimePoint deadline) {
  {
    const std::scoped_lock lock(mutex_);
    state_.ended_by_step = false;
    starting_ = true;
  }
  Result<void> done = attach(deadline, false);
  if (done) {
    const auto answer = post("start", deadline);
    if (!answer) {
      done = std::unexpected(answer.error());
    } else if (!answer->good()) {
      done = fail(ErrorKind::environment, answer->message());
    }
  }
  const std::scoped_lock lock(mutex_);
  starting_ = starting_ && done.has_value();
  if (!done && run_ && run_->socket) {
    ::shutdown(run_->socket->get(), SHUT_RDWR);
  }
  return done;
}

Result<void> DockerContainer::signal(std::string_view signal, bool ends_it, TimePoint deadline) {
  {
    const std::scoped_lock lock(mutex_);
    if (!runs(state_)) {
      return {};
    }
    state_.ended_by_step = state_.ended_by_step || ends_it;
    ++signals_on_the_way_;
  }
  const auto answer = post(fmt::format("kill?signal={}", url_encode(signal)), deadline);
  if (!answer || !answer->good()) {
    const std::scoped_lock lock(mutex_);
    --signals_on_the_way_;
  }
  if (!answer) {
    return std::unexpected(answer.error());
  }
  // 409: it has ended meanwhile.
  return answer->good() || answer->status == 409
             ? Result<void>{}
             : fail(ErrorKind::environment, fmt::format("send {} to {}: {}", signal, name_, answer->message()));
}

Result<void> DockerContainer::pause(TimePoint deadline) {
  return state().phase == Phase::running ? turn("pause", "pause", deadline) : Result<void>{};
}

Result<void> DockerContainer::resume(TimePoint deadline) {
  return state().phase == Phase::paused ? turn("unpause", "resume", deadline) : Result<void>{};
}

Result<void> DockerContainer::turn(std::string_view request, std::string_view words, TimePoint deadline) const {
  const auto answer = post(request, deadline);
  if (!answer) {
    return std::unexpected(answer.error());
  }
  // 409: it has ended meanwhile.
  return answer->good() || answer->status == 409
             ? Result<void>{}
             : fail(ErrorKind::environment, fmt::format("{} {}: {}", words, name_, answer->message()));
}

void DockerContainer::enter_running() {
  bool own = false;
  std::string since;
  {
    const std::scoped_lock lock(mutex_);
    if (runs(state_)) {
      return;
    }
    since = ended_at_;
    own = std::exchange(starting_, false);
    ++state_.starts;
    state_.phase = Phase::running;
    state_.exit_code.reset();
    state_.signal.reset();
    state_.out_of_memory = false;
    state_.ended_by_step = false;
    state_.health = traits_.has_health_check ? "starting" : "";
    state_.since = now();
  }
  if (own) {
    return;
  }
  if (!spec_.accepts_control) {
    follow_log(since);
  } else if (!attach(now() + kOutputPatience, false)) {
    const std::scoped_lock lock(mutex_);
    run_ = nullptr;
  }
}

void DockerContainer::enter_exited(int exit_code) {
  std::unique_lock lock(mutex_);
  if (!runs(state_)) {
    return;
  }
  // What it printed last belongs before its end.
  if (const auto run = run_) {
    stream_ended_.wait_for(lock, kOutputPatience, [&] { return run->ended; });
  }
  state_.phase = Phase::exited;
  state_.signal = signal_in(exit_code);
  state_.exit_code = exit_code;
  state_.since = now();
}

bool DockerContainer::on_event(const json& event) {
  const std::string action = event.value("Action", "");
  const json attributes = event.value("Actor", json::object()).value("Attributes", json::object());
  constexpr std::string_view kHealth = "health_status: ";
  if (action == "start") {
    enter_running();
  } else if (action == "die") {
    const std::string code = attributes.value("exitCode", "0");
    enter_exited(std::atoi(code.c_str()));
    constexpr std::int64_t kSecond = 1'000'000'000;
    const auto time = event.value("timeNano", std::int64_t{0});
    const std::scoped_lock lock(mutex_);
    ended_at_ = fmt::format("{}.{:09}", time / kSecond, time % kSecond);
  } else if (action == "oom") {
    const std::scoped_lock lock(mutex_);
    state_.out_of_memory = true;
  } else if (action == "pause" || action == "unpause") {
    const std::scoped_lock lock(mutex_);
    if (runs(state_)) {
      state_.phase = action == "pause" ? Phase::paused : Phase::running;
      state_.since = now();
    }
  } else if (action.starts_with(kHealth)) {
    const std::scoped_lock lock(mutex_);
    state_.health = action.substr(kHealth.size());
  } else if (action == "kill") {
    const std::scoped_lock lock(mutex_);
    return signals_on_the_way_-- > 0;
  }
  changed_();
  return true;
}

Result<void> DockerContainer::refresh(TimePoint deadline) {
  const auto answer = inspect(deadline);
  if (!answer) {
    return std::unexpected(answer.error());
  }
  const json found = answer->value("State", json::object());
  const ContainerState known = state();
  if (found.value("Running", false) && !runs(known)) {
    enter_running();
  } else if (!found.value("Running", false) && runs(known)) {
    enter_exited(found.value("ExitCode", 0));
  }
  const json health = found.value("Health", json::object());
  {
    const std::scoped_lock lock(mutex_);
    if (runs(state_)) {
      state_.phase = found.value("Paused", false) ? Phase::paused : Phase::running;
    }
    state_.out_of_memory = state_.out_of_memory || found.value("OOMKilled", false);
    if (health.is_object() && health.contains("Status")) {
      state_.health = health.value("Status", "none") == "none" ? "" : health.value("Status", "");
    }
  }
  changed_();
  return {};
}

Result<nlohmann::json> DockerContainer::inspect(TimePoint deadline) const {
  return engine_.ask(fmt::format("look at {}", name_), {.path = "/containers/" + id() + "/json"}, deadline);
}

}  // namespace roadworthy
