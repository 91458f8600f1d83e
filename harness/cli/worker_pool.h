#pragma once

#include <functional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "cli/job.h"
#include "core/verdict.h"

namespace roadworthy {

/// One worker process to be started.
struct PoolTask {
  Job job;
  std::string name;  ///< Of the scenario, for progress and for a verdict when the worker cannot give one.
  std::vector<std::string> items;
  Duration limit{};  ///< A worker that takes longer is ended, and its scenario errored.
};

struct PoolResult {
  bool interrupted = false;
  int signal = 0;  ///< The signal that interrupted the run.
  bool out_of_time = false;
  bool stopped_early = false;  ///< --fail-fast.
  bool lost = false;           ///< A worker ended without a verdict, and so without clearing up.
};

/// Told what happens, in the parent's only thread. Any of them may be empty.
struct PoolEvents {
  std::function<void(std::size_t task)> started;
  std::function<void(std::size_t task, const StepVerdict& step)> step;
  std::function<void(std::size_t task, const RuntimeInfo& info)> runtime;
  /// Its stand is left standing; `worker` is the process that began it.
  std::function<void(std::size_t task, const KeptStand& stand, pid_t worker)> kept;
  /// Everything is done, and stands are held that end with their workers: what is to be said must be said now.
  std::function<void(const PoolResult& result)> holding;
  /// The verdict is final; more tasks may be returned, to be run after the others (retries).
  std::function<std::vector<PoolTask>(std::size_t task, const ScenarioVerdict& verdict)> finished;
};

struct PoolOptions {
  std::size_t jobs = 1;
  Duration time_limit{};  ///< Of the whole run; zero: none.
  bool fail_fast = false;
};

/// Runs the tasks in worker processes, at most `jobs` at a time, in order. A worker that crashes is an errored verdict
/// that names the signal. SIGINT and SIGTERM are handed to the workers once, which then tear down; after ten seconds,
/// or with a second signal, they are killed (what they started dies with them). Stands that are held stay until a
/// signal comes or the time is up.
[[nodiscard]] PoolResult run_pool(std::vector<PoolTask> tasks, const PoolOptions& options, const PoolEvents& events);

}  // namespace roadworthy
