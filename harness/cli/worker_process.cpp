#include "cli/worker_process.h"

#include <array>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/paths.h"
#include "cli/worker.h"
#include "core/signals.h"

namespace roadworthy {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestEvent = 64u << 20;  ///< A verdict with all its evidence is far below it.

void handle_event(WorkerProcess& worker, const std::string& line, const PoolEvents& events) {
  const json event = json::parse(line, nullptr, false);
  if (!event.is_object()) {
    return;
  }
  const std::string name = event.value("event", "");
  if (name == "step" && events.step) {
    events.step(worker.task, {.text = event.value("text", ""),
                              .item = std::nullopt,
                              .is_check = event.value("is_check", false),
                              .place = {},
                              .outcome = static_cast<StepOutcome>(event.value("outcome", 0)),
                              .reason = event.value("reason", ""),
                              .mismatches = {},
                              .started = Duration(event.value("started", std::int64_t{0})),
                              .took = Duration(event.value("took", std::int64_t{0})),
                              .evidence = {}});
  } else if (name == "runtime" && events.runtime) {
    events.runtime(worker.task, {.name = event.value("name", ""),
                                 .version = event.value("version", ""),
                                 .isolation = event.value("isolation", ""),
                                 .kernel = event.value("kernel", "")});
  } else if (name == "verdict") {
    worker.verdict = event.at("verdict").get<ScenarioVerdict>();
  } else if (name == "kept" && worker.verdict) {
    const auto stand = event.at("stand").get<KeptStand>();
    worker.holds = !stand.alone;
    if (events.kept) {
      events.kept(worker.task, stand, worker.pid);
    }
  }
}

/// Writes the whole job; a worker that dies early shows in its exit status.
void hand_over(int fd, const std::string& text) {
  for (std::size_t sent = 0; sent < text.size();) {
    const ssize_t count = write(fd, text.data() + sent, text.size() - sent);
    if (count < 0 && errno != EINTR) {
      return;
    }
    sent += count > 0 ? static_cast<std::size_t>(count) : 0;
  }
}

}  // namespace

Result<WorkerProcess> start_worker(std::size_t task, const Job& job) {
  std::array<int, 2> input{-1, -1};
  std::array<int, 2> output{-1, -1};
  if (pipe2(input.data(), O_CLOEXEC) != 0) {
    return fail_system("cannot make a pipe to a worker", errno);
  }
  UniqueFd input_read(input[0]);
  UniqueFd input_write(input[1]);
  if (pipe2(output.data(), O_CLOEXEC) != 0) {
    return fail_system("cannot make a pipe from a worker", errno);
  }
  UniqueFd output_read(output[0]);
  UniqueFd output_write(output[1]);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input_read.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output_write.get(), STDOUT_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t held;  // What asks it to end before it can listen waits until it does.
  sigemptyset(&held);
  sigaddset(&held, SIGINT);
  sigaddset(&held, SIGTERM);
  // A group of its own: a Ctrl-C at the terminal reaches the parent alone, which hands it on once.
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setsigmask(&attributes, &held);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  const std::string program = program_path();
  std::string name = "roadworthy";
  std::string argument(kWorkerArgument);
  std::array<char*, 3> arguments{name.data(), argument.data(), nullptr};
  WorkerProcess worker;
  worker.task = task;
  const int error = posix_spawn(&worker.pid, program.c_str(), &actions, &attributes, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) {
    return fail_system("cannot start a worker", error);
  }
  worker.pidfd = UniqueFd(static_cast<int>(syscall(SYS_pidfd_open, worker.pid, 0)));
  worker.events = std::move(output_read);
  fcntl(worker.events.get(), F_SETFL, O_NONBLOCK);
  hand_over(input_write.get(), json(job).dump());
  return worker;
}

bool read_events(WorkerProcess& worker, const PoolEvents& events) {
  std::array<char, 65536> buffer{};
  for (;;) {
    const ssize_t count = read(worker.events.get(), buffer.data(), buffer.size());
    if (count < 0) {
      return errno == EAGAIN || errno == EINTR;
    }
    if (count == 0 || worker.unread.size() > kLongestEvent) {
      return false;
    }
    worker.unread.append(buffer.data(), static_cast<std::size_t>(count));
    for (std::size_t end = worker.unread.find('\n'); end != std::string::npos; end = worker.unread.find('\n')) {
      handle_event(worker, worker.unread.substr(0, end), events);
      worker.unread.erase(0, end + 1);
    }
  }
}

ScenarioVerdict reap_worker(WorkerProcess& worker, const PoolTask& task) {
  int status = 0;
  while (waitpid(worker.pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (worker.verdict) {
    return std::move(*worker.verdict);
  }
  ScenarioVerdict verdict;
  verdict.name = task.name;
  verdict.file = task.job.scenario_file;
  verdict.outcome = Outcome::errored;
  for (const std::string& item : task.items) {
    verdict.items[item] = ItemVerdict::cannot_tell;
  }
  if (worker.timed_out) {
    verdict.reason = fmt::format("the scenario was not done after {}, and its worker was ended", to_text(task.limit));
    verdict.remedy = "run it alone, with --jobs 1, and look at the last step shown";
  } else if (WIFSIGNALED(status)) {
    verdict.reason = fmt::format("its worker was killed by {}", signal_name(WTERMSIG(status)));
    verdict.remedy = "if nobody killed it, this is a defect of Roadworthy";
  } else {
    verdict.reason = fmt::format("its worker ended with code {} and gave no verdict", WEXITSTATUS(status));
  }
  return verdict;
}

}  // namespace roadworthy
