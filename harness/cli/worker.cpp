#include "cli/worker.h"

#include <condition_variable>
#include <csignal>
#include <iostream>
#include <iterator>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "cli/definition_topology.h"
#include "cli/job.h"
#include "cli/registry.h"
#include "cli/static_and_live.h"
#include "core/unique_fd.h"
#include "core/verdict.h"
#include "run/run_scenario.h"
#include "runtime/runtimes.h"

namespace roadworthy {
namespace {

using nlohmann::json;

/// Writes events to the parent; a parent that is gone is noticed by the isolation, not here.
class Events {
 public:
  explicit Events(int fd) : fd_(fd) {}
  /// From now on none of them leaves this process.
  void hide(Secrets secrets) { secrets_ = std::move(secrets); }
  void send(json event) const {
    secrets_.hide(event);
    const std::string line = event.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
    for (std::size_t sent = 0; sent < line.size();) {
      const ssize_t count = write(fd_, line.data() + sent, line.size() - sent);
      if (count < 0 && errno != EINTR) {
        return;
      }
      sent += count > 0 ? static_cast<std::size_t>(count) : 0;
    }
  }

 private:
  int fd_;
  Secrets secrets_;
};

/// Hands SIGINT and SIGTERM to the running stand.
class InterruptWatch {
 public:
  InterruptWatch() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    signals_ = UniqueFd(signalfd(-1, &set, SFD_CLOEXEC));
    int ends[2] = {-1, -1};
    if (pipe2(static_cast<int*>(ends), O_CLOEXEC) == 0) {
      wake_read_ = UniqueFd(ends[0]);
      wake_write_ = UniqueFd(ends[1]);
    }
    thread_ = std::thread([this] { watch(); });
  }
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;
  ~InterruptWatch() {
    wake_write_.reset();
    thread_.join();
  }
  /// Returns once a signal has asked to end.
  void await() {
    std::unique_lock lock(mutex_);
    condition_.wait(lock, [this] { return asked_; });
  }
  void set_stand(Stand* stand) {
    const std::scoped_lock lock(mutex_);
    stand_ = stand;
    if (asked_ && stand_ != nullptr) {
      stand_->interrupt();
    }
  }

 private:
  void watch() {
    for (;;) {
      pollfd polled[] = {{signals_.get(), POLLIN, 0}, {wake_read_.get(), POLLIN, 0}};
      if (poll(static_cast<pollfd*>(polled), 2, -1) < 0 && errno != EINTR) {
        return;
      }
      if ((polled[1].revents & (POLLIN | POLLHUP)) != 0) {
        return;
      }
      signalfd_siginfo info{};
      if ((polled[0].revents & POLLIN) != 0 && read(signals_.get(), &info, sizeof info) == sizeof info) {
        const std::scoped_lock lock(mutex_);
        asked_ = true;
        condition_.notify_all();
        if (stand_ != nullptr) {
          stand_->interrupt();
        }
      }
    }
  }

  UniqueFd signals_;
  UniqueFd wake_read_;
  UniqueFd wake_write_;
  std::mutex mutex_;
  std::condition_variable condition_;
  Stand* stand_ = nullptr;
  bool asked_ = false;
  std::thread thread_;
};

ScenarioVerdict errored(const Job& job, const Error& error) {
  ScenarioVerdict verdict;
  verdict.name = job.scenario_file;
  verdict.file = job.scenario_file;
  verdict.outcome = Outcome::errored;
  verdict.reason = error.message;
  verdict.remedy = error.remedy;
  return verdict;
}

/// What is put in the subjects' places, with the digest of what is an image.
std::map<std::string, std::string> with_digests(Stand& stand, std::map<std::string, std::string> subjects) {
  for (const PodSpec& pod : stand.topology().pods) {
    for (const ContainerSpec& container : pod.containers) {
      const auto subject = subjects.find(container.stands_for);
      if (subject == subjects.end() || container.image.empty() ||
          subject->second.find("sha256:") != std::string::npos) {
        continue;
      }
      if (const auto image = stand.image(stand_name(stand.topology(), container))) {
        subject->second += ", " + image->digest;
      }
    }
  }
  return subjects;
}

/// Whether a stand with that verdict is to be left standing. An interrupted run leaves nothing.
bool is_kept(Keep keep, const ScenarioVerdict& verdict) {
  return !verdict.cut_short &&
         (keep == Keep::always || (keep == Keep::on_failure && verdict.outcome != Outcome::passed));
}

/// Lets the parent know how to get in, and waits where the stand ends with this process.
bool keep_stand(const Job& job, const std::map<std::string, std::string>& subjects, TimePoint begun,
                ScenarioVerdict verdict, Stand& stand, InterruptWatch& interrupts, const Events& events) {
  auto kept = is_kept(job.keep, verdict) ? stand.keep() : fail(ErrorKind::unavailable, "nobody asked for it");
  if (!kept) {
    return false;
  }
  verdict.subjects = subjects;
  verdict.wall = stand.clock().now() - begun;
  events.send({{"event", "verdict"}, {"verdict", verdict}});
  events.send({{"event", "kept"}, {"stand", *kept}});
  if (!kept->alone) {
    interrupts.await();
  }
  return kept->alone;
}

ScenarioVerdict run_job(const Job& job, Events& events) {
  auto options = make_load_options();
  if (!options) {
    return errored(job, options.error().front());
  }
  options->subjects = job.subjects;
  options->variables = job.variables;
  options->environment = job.environment;
  options->secrets = job.secrets;
  std::optional<Deployment> definition;
  options->import_topology = [&, import = options->import_topology](const TopologyRequest& request) {
    if (auto read = import_definition(request)) {
      definition = std::move(*read);
    }
    return import(request);
  };
  const auto loaded = load_scenario(job.scenario_file, *options);
  if (!loaded) {
    return errored(job, loaded.error().front());
  }
  const RuntimeKind* kind = find_runtime(job.runtime);
  if (kind == nullptr) {
    return errored(job,
                   {.kind = ErrorKind::usage, .message = "unknown runtime " + job.runtime, .remedy = {}, .where = {}});
  }
  events.hide(loaded->scenario.topology.secrets);
  const SteadyClock clock;
  const TimePoint begun = clock.now();
  auto runtime = kind->make(job.stand);  // May go on in a new process; no thread runs before it.
  if (!runtime) {
    ScenarioVerdict verdict = errored(job, runtime.error());
    verdict.name = loaded->scenario.name;
    for (const std::string& item : items_of(loaded->scenario)) {
      verdict.items[item] = ItemVerdict::cannot_tell;
    }
    verdict.outcome = runtime.error().kind == ErrorKind::unavailable ? Outcome::skipped : Outcome::errored;
    return verdict;
  }
  const RuntimeInfo info = (*runtime)->info();
  events.send({{"event", "runtime"},
               {"name", info.name},
               {"version", info.version},
               {"isolation", info.isolation},
               {"kernel", info.kernel}});
  InterruptWatch interrupts;
  const auto compare = [&](ScenarioVerdict& judged) {
    if (definition && (judged.outcome == Outcome::failed || judged.outcome == Outcome::passed)) {
      add_contradictions(judged, *definition);
    }
  };
  std::map<std::string, std::string> subjects = loaded->subjects;
  ScenarioVerdict verdict = run_scenario(
      loaded->scenario, **runtime, job.stand, clock,
      [&events](const StepVerdict& step) {
        events.send({{"event", "step"},
                     {"text", step.text},
                     {"is_check", step.is_check},
                     {"outcome", static_cast<int>(step.outcome)},
                     {"reason", step.reason},
                     {"started", step.started.count()},
                     {"took", step.took.count()}});
      },
      [&](Stand* stand) {
        interrupts.set_stand(stand);
        if (stand != nullptr) {
          subjects = with_digests(*stand, std::move(subjects));
        }
      },
      [&](ScenarioVerdict judged, Stand& stand) {
        compare(judged);
        return keep_stand(job, subjects, begun, std::move(judged), stand, interrupts, events);
      });
  compare(verdict);
  verdict.wall = clock.now() - begun;
  verdict.subjects = std::move(subjects);
  return verdict;
}

}  // namespace

int run_worker() {
  // Standard output belongs to the events; a library that prints must not get between them.
  const UniqueFd out(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3));
  dup2(STDERR_FILENO, STDOUT_FILENO);
  const std::string text{std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
  Events events(out.get());
  try {
    const Job job = json::parse(text).get<Job>();
    events.hide(Secrets(job.secrets));
    const ScenarioVerdict verdict = run_job(job, events);
    events.send({{"event", "verdict"}, {"verdict", verdict}});
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "roadworthy worker: " << error.what() << '\n';
    return 1;
  }
}

}  // namespace roadworthy
