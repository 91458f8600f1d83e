#include "runtime/process/container.h"

#include <array>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/process/files.h"
#include "runtime/process/process_tree.h"

namespace roadworthy {
namespace {

/// Most reads of 64 KiB from a stream after its program has ended; in shared mode somebody may still be writing.
constexpr int kMostReadsAfterEnd = 128;

/// Signals whose sender means the program to end.
bool means_end(int number) {
  return number == SIGTERM || number == SIGKILL || number == SIGINT || number == SIGQUIT || number == SIGABRT;
}

/// So that the program may open /dev/stdout again, whoever it runs as.
void give_to(const Credentials& credentials, const UniqueFd& end) {
  if (credentials.identity) {
    ::fchown(end.get(), credentials.identity->user, credentials.identity->group);
  }
}

struct Output {
  std::shared_ptr<const UniqueFd> read;
  UniqueFd write;
};

Result<Output> make_output(const Credentials& credentials) {
  auto pipe = make_pipe();
  if (!pipe) {
    return std::unexpected(pipe.error());
  }
  give_to(credentials, pipe->write);
  ::fcntl(pipe->read.get(), F_SETFL, O_NONBLOCK);
  return Output{.read = std::make_shared<const UniqueFd>(std::move(pipe->read)), .write = std::move(pipe->write)};
}

}  // namespace

ContainerState Container::state() const {
  const std::scoped_lock lock(mutex_);
  return state_;
}

std::shared_ptr<ControlChannel> Container::control() const {
  const std::scoped_lock lock(mutex_);
  return control_;
}

std::shared_ptr<const UniqueFd> Container::first_process() const {
  const std::scoped_lock lock(mutex_);
  return run_ ? run_->pidfd : nullptr;
}

pid_t Container::process() const {
  const std::scoped_lock lock(mutex_);
  return run_ ? run_->pid : 0;
}

void Container::enter(Phase phase) {
  state_.phase = phase;
  state_.since = std::chrono::steady_clock::now();
}

Result<void> Container::start(LaunchPlan plan, TimePoint deadline) {
  auto output = make_output(plan.credentials);
  auto error_output = make_output(plan.credentials);
  if (!output || !error_output) {
    return std::unexpected(output ? error_output.error() : output.error());
  }
  UniqueFd input;
  std::shared_ptr<ControlChannel> control;
  if (spec_.accepts_control) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
      return fail_system("make a socket pair", errno);
    }
    control = std::make_shared<ControlChannel>(UniqueFd(ends[0]));
    input.reset(ends[1]);
  }
  plan.standard_input = input.get();
  plan.standard_output = output->write.get();
  plan.standard_error = error_output->write.get();
  auto launched = launch(plan, deadline);
  if (!launched) {
    return std::unexpected(launched.error());
  }

  auto run = std::make_shared<Run>();
  run->pid = launched->pid;
  run->alone = plan.inside.has_value();
  run->pidfd = std::make_shared<const UniqueFd>(std::move(launched->pidfd));
  run->streams = {std::make_shared<Stream>(Stream{.fd = output->read, .control = control}),
                  std::make_shared<Stream>(Stream{.fd = error_output->read, .control = {}})};
  {
    const std::scoped_lock lock(mutex_);
    state_.starts += 1;
    state_.exit_code.reset();
    state_.signal.reset();
    state_.ended_by_step = false;
    last_signal_by_step_ = 0;
    run_ = run;
    control_ = control;
    enter(Phase::running);
  }
  changed_();
  for (const auto& stream : run->streams) {
    if (auto done = reactor_.watch(stream->fd, [this, stream] { return read_once(*stream) != Got::end; }); !done) {
      return done;
    }
  }
  return reactor_.watch(run->pidfd, [this, run] { return handle_exit(run); });
}

Container::Got Container::read_once(Stream& stream) {
  if (stream.ended) {
    return Got::end;
  }
  std::array<char, 64 * 1024> bytes{};
  const ssize_t got = ::read(stream.fd->get(), bytes.data(), bytes.size());
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
    return Got::nothing_yet;
  }
  if (got <= 0) {
    finish(stream);
    return Got::end;
  }
  const std::string_view text(bytes.data(), static_cast<std::size_t>(got));
  if (stream.control) {
    stream.control->received(text);
  } else {
    log_.count(text.size());
    stream.lines.append(text, [this](std::string line, bool cut) { log_.add(std::move(line), cut); });
  }
  changed_();
  return Got::bytes;
}

void Container::finish(Stream& stream) {
  if (stream.ended) {
    return;
  }
  stream.ended = true;
  if (stream.control) {
    stream.control->ended();
  } else {
    stream.lines.finish([this](std::string line, bool cut) { log_.add(std::move(line), cut); });
  }
  changed_();
}

bool Container::handle_exit(const std::shared_ptr<Run>& run) {
  if (!run->alone) {
    ::kill(-run->pid, SIGKILL);  // Its group; the number is its own until it is reaped.
  }
  siginfo_t ended{};
  const int waited = ::waitid(P_PIDFD, static_cast<id_t>(run->pidfd->get()), &ended, WEXITED | WNOHANG);
  if (waited == 0 && ended.si_pid == 0) {
    return true;
  }
  // Nobody is left who could write: what is in the pipes is all there is.
  for (const auto& stream : run->streams) {
    for (int reads = 0; reads < kMostReadsAfterEnd && read_once(*stream) == Got::bytes; ++reads) {
    }
    finish(*stream);
  }
  {
    const std::scoped_lock lock(mutex_);
    if (ended.si_code == CLD_EXITED) {
      state_.exit_code = ended.si_status;
    } else if (waited == 0) {
      state_.signal = ended.si_status;
      state_.ended_by_step = state_.ended_by_step || ended.si_status == last_signal_by_step_;
    }
    run_.reset();
    enter(Phase::exited);
  }
  changed_();
  return false;
}

Result<void> Container::signal(int number, bool by_step) {
  const std::scoped_lock lock(mutex_);
  if (!run_) {
    return {};
  }
  if (by_step) {
    last_signal_by_step_ = number;
    state_.ended_by_step = state_.ended_by_step || means_end(number);
  }
  if (::syscall(SYS_pidfd_send_signal, run_->pidfd->get(), number, nullptr, 0) != 0 && errno != ESRCH) {
    return fail_system(fmt::format("send signal {} to {}", number, name_), errno);
  }
  return {};
}

void Container::kill_descendants() {
  std::shared_ptr<Run> run;
  {
    const std::scoped_lock lock(mutex_);
    run = run_;
  }
  if (!run || run->alone) {
    return;
  }
  // Frozen, none of them can make another one.
  (void)freeze_tree(run->pid, std::chrono::steady_clock::now() + std::chrono::seconds(2));
  for (const pid_t pid : descendants_of(run->pid)) {
    ::kill(pid, SIGKILL);
  }
}

Result<void> Container::pause(TimePoint deadline) {
  std::shared_ptr<Run> run;
  {
    const std::scoped_lock lock(mutex_);
    run = run_;
  }
  if (!run) {
    return fail(ErrorKind::environment, fmt::format("{} does not run, so it cannot be paused", name_));
  }
  if (auto done = freeze_tree(run->pid, deadline); !done) {
    return done;
  }
  {
    const std::scoped_lock lock(mutex_);
    if (run_ == run) {
      enter(Phase::paused);
    }
  }
  changed_();
  return {};
}

Result<void> Container::resume() {
  std::shared_ptr<Run> run;
  {
    const std::scoped_lock lock(mutex_);
    if (!run_ || state_.phase != Phase::paused) {
      return {};
    }
    run = run_;
    enter(Phase::running);
  }
  thaw_tree(run->pid);
  changed_();
  return {};
}

}  // namespace roadworthy
