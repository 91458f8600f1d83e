#pragma once

#include <optional>
#include <string>

#include <sys/types.h>

#include "cli/worker_pool.h"
#include "core/unique_fd.h"

namespace roadworthy {

/// A worker that runs: its process, and what it has said so far.
struct WorkerProcess {
  std::size_t task = 0;
  pid_t pid = -1;
  UniqueFd pidfd;
  UniqueFd events;
  std::string unread;  ///< Of the line that is not yet complete.
  std::optional<ScenarioVerdict> verdict;
  bool holds = false;  ///< Its verdict is given, and it keeps its stand until it is told to end.
  TimePoint deadline{};
  bool timed_out = false;
};

/// Starts a worker and hands it its job. Errors: `environment`.
[[nodiscard]] Result<WorkerProcess> start_worker(std::size_t task, const Job& job);

/// Reads what has come, line by line; false at its end. Lines that are no events are passed over; an endless line ends
/// the worker's say.
[[nodiscard]] bool read_events(WorkerProcess& worker, const PoolEvents& events);

/// Reaps an ended worker. The verdict is its own, or an errored one that says how the worker ended.
[[nodiscard]] ScenarioVerdict reap_worker(WorkerProcess& worker, const PoolTask& task);

}  // namespace roadworthy
