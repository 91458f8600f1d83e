#include "cli/worker_pool.h"

#include <algorithm>
#include <csignal>
#include <deque>
#include <list>
#include <optional>

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "cli/worker_process.h"

namespace roadworthy {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr Duration kTearDownLimit = 10s;  ///< Between the first signal and killing the workers.

/// SIGINT and SIGTERM as a file descriptor, for as long as the pool runs.
class SignalWatch {
 public:
  SignalWatch() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, &before_);
    fd_ = UniqueFd(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  }
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;
  ~SignalWatch() { sigprocmask(SIG_SETMASK, &before_, nullptr); }
  [[nodiscard]] int fd() const { return fd_.get(); }
  /// The next signal that came, or 0.
  [[nodiscard]] int take() const {
    signalfd_siginfo info{};
    return read(fd_.get(), &info, sizeof info) == sizeof info ? static_cast<int>(info.ssi_signo) : 0;
  }

 private:
  sigset_t before_{};
  UniqueFd fd_;
};

class Pool {
 public:
  Pool(std::vector<PoolTask> tasks, const PoolOptions& options, const PoolEvents& events)
      : tasks_(std::make_move_iterator(tasks.begin()), std::make_move_iterator(tasks.end())),
        options_(options),
        events_(events) {
    if (options_.time_limit > Duration::zero()) {
      end_ = Clock::now() + options_.time_limit;
    }
  }

  PoolResult run() {
    std::optional<PoolResult> settled;
    for (;;) {
      while (!ending_ && next_ < tasks_.size() && busy() < options_.jobs) {
        start(next_++);
      }
      if (workers_.empty()) {
        return settled.value_or(result_);
      }
      if (busy() == 0 && !settled) {
        settled = result_;
        if (events_.holding && kill_at_ == TimePoint::max()) {
          events_.holding(result_);
        }
      }
      wait();
    }
  }

 private:
  void start(std::size_t task) {
    if (events_.started) {
      events_.started(task);
    }
    auto worker = start_worker(task, tasks_[task].job);
    if (!worker) {
      ScenarioVerdict verdict;
      verdict.name = tasks_[task].name;
      verdict.file = tasks_[task].job.scenario_file;
      verdict.outcome = Outcome::errored;
      verdict.reason = worker.error().message;
      verdict.remedy = worker.error().remedy;
      finish(task, verdict);
      return;
    }
    worker->deadline = Clock::now() + tasks_[task].limit;
    workers_.push_back(std::move(*worker));
  }

  /// Workers that have not given their verdict yet.
  [[nodiscard]] std::size_t busy() const {
    return static_cast<std::size_t>(std::ranges::count(workers_, false, &WorkerProcess::holds));
  }

  void finish(std::size_t task, const ScenarioVerdict& verdict) {
    if (events_.finished) {
      for (PoolTask& more : events_.finished(task, verdict)) {
        tasks_.push_back(std::move(more));
      }
    }
    if (options_.fail_fast && (verdict.outcome == Outcome::failed || verdict.outcome == Outcome::errored) && !ending_) {
      result_.stopped_early = true;
      ending_ = true;
    }
  }

  /// Sends a signal to the workers that still run.
  void signal_all(int signal) {
    for (const WorkerProcess& worker : workers_) {
      kill(worker.pid, signal);
    }
  }

  void interrupt(int signal) {
    if (result_.interrupted) {
      signal_all(SIGKILL);
      return;
    }
    result_.interrupted = true;
    result_.signal = signal;
    ending_ = true;
    kill_at_ = Clock::now() + kTearDownLimit;
    signal_all(SIGTERM);
  }

  [[nodiscard]] TimePoint next_deadline() const {
    TimePoint next = std::min(end_, kill_at_);
    for (const WorkerProcess& worker : workers_) {
      next = std::min(next, worker.deadline);
    }
    return next;
  }

  void meet_deadlines() {
    const TimePoint now = Clock::now();
    if (now >= end_) {
      result_.out_of_time = true;
      ending_ = true;
      end_ = TimePoint::max();
      kill_at_ = now + kTearDownLimit;
      signal_all(SIGTERM);
    }
    if (now >= kill_at_) {
      kill_at_ = TimePoint::max();
      signal_all(SIGKILL);
    }
    for (WorkerProcess& worker : workers_) {
      if (now >= worker.deadline) {
        worker.timed_out = true;
        worker.deadline = TimePoint::max();
        kill(worker.pid, SIGKILL);
      }
    }
  }

  void wait() {
    std::vector<pollfd> polled{{signals_.fd(), POLLIN, 0}};
    for (const WorkerProcess& worker : workers_) {
      polled.push_back({worker.events.get(), POLLIN, 0});
    }
    const TimePoint next = next_deadline();
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now()).count();
    const int timeout = next == TimePoint::max() ? -1 : static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000));
    if (poll(polled.data(), polled.size(), timeout) < 0 && errno != EINTR) {
      return;
    }
    while (const int signal = signals_.take()) {
      interrupt(signal);
    }
    meet_deadlines();
    std::size_t at = 1;
    for (auto worker = workers_.begin(); worker != workers_.end(); ++at) {
      const bool held = worker->holds;
      if (polled[at].revents == 0 || read_events(*worker, events_)) {
        if (worker->holds && !held) {
          worker->deadline = TimePoint::max();
          finish(worker->task, *worker->verdict);
        }
        ++worker;
        continue;
      }
      const std::size_t task = worker->task;
      result_.lost = result_.lost || !worker->verdict;
      const ScenarioVerdict verdict = reap_worker(*worker, tasks_[task]);
      worker = workers_.erase(worker);
      if (!held) {
        finish(task, verdict);
      }
    }
  }

  std::deque<PoolTask> tasks_;
  PoolOptions options_;
  const PoolEvents& events_;
  SignalWatch signals_;
  std::list<WorkerProcess> workers_;
  std::size_t next_ = 0;
  bool ending_ = false;
  TimePoint end_ = TimePoint::max();
  TimePoint kill_at_ = TimePoint::max();
  PoolResult result_;
};

}  // namespace

PoolResult run_pool(std::vector<PoolTask> tasks, const PoolOptions& options, const PoolEvents& events) {
  return Pool(std::move(tasks), options, events).run();
}

}  // namespace roadworthy
