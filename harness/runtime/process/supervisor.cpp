#include "runtime/process/supervisor.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/process/process_tree.h"

namespace roadworthy {
namespace {

constexpr int kHandedOn[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};

sigset_t held_signals() {
  sigset_t held;
  sigemptyset(&held);
  sigaddset(&held, SIGCHLD);
  for (const int signal : kHandedOn) {
    sigaddset(&held, signal);
  }
  return held;
}

/// The wait status of `child` if it has ended; reaps all others on the way.
bool reap(pid_t child, int& status) {
  while (true) {
    int ended = 0;
    const pid_t pid = ::waitpid(-1, &ended, WNOHANG);
    if (pid == child) {
      status = ended;
      return true;
    }
    if (pid == 0) {
      return false;
    }
    if (pid < 0 && errno != EINTR) {
      status = 255 << 8;  // No child is left and this one was never seen to end.
      return true;
    }
  }
}

}  // namespace

sigset_t hold_signals() {
  const sigset_t held = held_signals();
  sigset_t before{};
  ::sigprocmask(SIG_BLOCK, &held, &before);
  return before;
}

void restore_signals(const sigset_t& before) {
  ::sigprocmask(SIG_SETMASK, &before, nullptr);
}

void close_all_but(int one, int other) {
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int fd : {0, 1}) {
    if (nothing >= 0 && fd != one && fd != other) {
      ::dup2(nothing, fd);
    }
  }
  unsigned next = 3;
  for (const int kept : {std::min(one, other), std::max(one, other)}) {
    if (kept >= static_cast<int>(next)) {
      ::close_range(next, static_cast<unsigned>(kept) - 1, 0);
      next = static_cast<unsigned>(kept) + 1;
    }
  }
  ::close_range(next, ~0U, 0);
}

int supervise(const Supervision& supervision) {
  const sigset_t held = held_signals();
  const UniqueFd signals(::signalfd(-1, &held, SFD_CLOEXEC | SFD_NONBLOCK));
  bool parent_ended = false;
  while (true) {
    int status = 0;
    if (reap(supervision.child, status)) {
      return status;
    }
    pollfd awaited[] = {{.fd = signals.get(), .events = POLLIN, .revents = 0},
                        {.fd = parent_ended ? -1 : supervision.parent.get(), .events = POLLIN, .revents = 0}};
    if (::poll(awaited, 2, -1) < 0 && errno != EINTR) {
      ::kill(supervision.child, SIGKILL);
    }
    if ((awaited[1].revents & POLLIN) != 0) {
      parent_ended = true;
      ::kill(supervision.child, SIGKILL);
    }
    signalfd_siginfo signal{};
    while (::read(signals.get(), &signal, sizeof signal) == sizeof signal) {
      // Above zero it comes from the kernel: SIGCHLD, or a terminal's ^C that its whole process group gets.
      if (signal.ssi_signo != SIGCHLD && signal.ssi_code <= 0) {
        ::kill(supervision.child, static_cast<int>(signal.ssi_signo));
      }
    }
  }
}

void kill_all_children() {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (std::chrono::steady_clock::now() < until) {
    for (const pid_t child : children_of(::getpid())) {
      ::kill(child, SIGKILL);
    }
    // The children of a killed one become ours before its end can be seen, so that none is missed.
    const pid_t ended = ::waitpid(-1, nullptr, WNOHANG);
    if (ended < 0 && errno == ECHILD) {
      return;
    }
    if (ended == 0) {
      const sigset_t held = held_signals();
      const timespec pause{.tv_sec = 0, .tv_nsec = 10'000'000};
      ::sigtimedwait(&held, nullptr, &pause);
    }
  }
}

void end_like(int wait_status) {
  if (WIFSIGNALED(wait_status)) {
    const int number = WTERMSIG(wait_status);
    const rlimit no_core{.rlim_cur = 0, .rlim_max = 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    ::signal(number, SIG_DFL);
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, number);
    ::sigprocmask(SIG_UNBLOCK, &only, nullptr);
    ::raise(number);
    ::_exit(128 + number);
  }
  ::_exit(WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 255);
}

}  // namespace roadworthy
