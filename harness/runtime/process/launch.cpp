#include "runtime/process/launch.h"

#include <algorithm>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/process/container_child.h"
#include "runtime/process/files.h"
#include "runtime/process/threads.h"

namespace roadworthy {
namespace {

std::vector<std::string> candidates(const LaunchPlan& plan) {
  const std::string& name = plan.arguments.front();
  if (name.contains('/')) {
    return {name};
  }
  std::vector<std::string> programs;
  std::string_view rest = plan.search_path;
  while (!rest.empty()) {
    const std::size_t end = rest.find(':');
    if (const std::string_view folder = rest.substr(0, end); folder.starts_with('/')) {
      programs.push_back(fmt::format("{}/{}", folder, name));
    }
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return programs;
}

std::unexpected<Error> explain(const LaunchPlan& plan, const ChildFailure& failure) {
  switch (failure.stage) {
    case ChildStage::parent_gone:
      return fail(ErrorKind::interrupted, "this process has ended");
    case ChildStage::proc:
      return fail_system("mount /proc for a container", failure.error_number);
    case ChildStage::root:
      return fail_system("enter a container's root", failure.error_number);
    case ChildStage::host_name:
      return fail_system("set a container's host name", failure.error_number);
    case ChildStage::streams:
      return fail_system("place a container's standard streams", failure.error_number);
    case ChildStage::folder:
      return fail_system(fmt::format("cannot enter the working directory {}", plan.working_directories.back()),
                         failure.error_number);
    case ChildStage::credentials:
      return fail_system("become a container's user", failure.error_number);
    case ChildStage::execute:
      break;
  }
  return fail_system(fmt::format("cannot run `{}`", plan.arguments.front()), failure.error_number);
}

/// Waits for exec, which closes the pipe, or for word of a failure.
Result<void> await_execution(const LaunchPlan& plan, const UniqueFd& failures, TimePoint deadline) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd awaited{.fd = failures.get(), .events = POLLIN, .revents = 0};
    const int ready = ::poll(&awaited, 1, static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1'000'000)));
    if (ready < 0 && errno == EINTR) {
      continue;
    }
    if (ready == 0) {
      return fail(ErrorKind::timed_out, fmt::format("`{}` was not executed in time", plan.arguments.front()));
    }
    ChildFailure failure;
    const ssize_t got = ::read(failures.get(), &failure, sizeof failure);
    return got == sizeof failure ? explain(plan, failure) : Result<void>{};
  }
}

Result<Launched> launch_here(const LaunchPlan& plan, TimePoint deadline) {
  auto failures = make_pipe();
  if (!failures) {
    return std::unexpected(failures.error());
  }
  const std::vector<std::string> programs = candidates(plan);
  ChildPlan child;
  std::ranges::transform(programs, std::back_inserter(child.programs), &std::string::c_str);
  std::ranges::transform(plan.working_directories, std::back_inserter(child.folders), &std::string::c_str);
  const auto text = [](const std::string& each) { return const_cast<char*>(each.c_str()); };
  std::ranges::transform(plan.arguments, std::back_inserter(child.arguments), text);
  std::ranges::transform(plan.environment, std::back_inserter(child.environment), text);
  child.arguments.push_back(nullptr);
  child.environment.push_back(nullptr);
  child.credentials = &plan.credentials;
  child.inside = plan.inside ? &*plan.inside : nullptr;
  child.dies_with_parent = !plan.inside && plan.beside < 0;
  child.proc = plan.inside ? plan.inside->root.place + "/proc" : "";
  child.streams[0] = plan.standard_input;
  child.streams[1] = plan.standard_output;
  child.streams[2] = plan.standard_error;
  failures->write.reset(::fcntl(failures->write.get(), F_DUPFD_CLOEXEC, 10));  // Out of the standard streams' way.
  child.failures = failures->write.get();
  child.parent = ::getpid();

  int pidfd = -1;
  const unsigned long flags = SIGCHLD | CLONE_PIDFD | (plan.inside ? CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC : 0);
  // No handler of this process may run in the child before the dispositions are reset.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const auto pid = static_cast<pid_t>(::syscall(SYS_clone, flags, nullptr, &pidfd, nullptr, nullptr));
  if (pid == 0) {
    run_container_child(child);
  }
  const int error_number = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (pid < 0) {
    return fail_system("clone a container's process", error_number);
  }
  Launched launched{.pid = pid, .pidfd = UniqueFd(pidfd)};
  failures->write.reset();
  if (auto done = await_execution(plan, failures->read, deadline); !done) {
    ::syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, nullptr, 0);
    ::waitpid(pid, nullptr, 0);
    return std::unexpected(done.error());
  }
  return launched;
}

}  // namespace

Result<Launched> launch(const LaunchPlan& plan, TimePoint deadline) {
  if (plan.arguments.empty()) {
    return fail(ErrorKind::environment, "no command");
  }
  if (plan.beside >= 0) {
    return in_own_thread([&]() -> Result<Launched> {
      constexpr int kNamespaces = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC;
      if (::unshare(CLONE_FS) != 0 || ::setns(plan.beside, kNamespaces) != 0) {
        return fail_system("join a container's namespaces", errno);
      }
      return launch_here(plan, deadline);
    });
  }
  if (!plan.inside) {
    return launch_here(plan, deadline);
  }
  // The child inherits what this thread entered; the thread takes it with it.
  return in_own_thread([&]() -> Result<Launched> {
    if (::unshare(CLONE_NEWNS) != 0) {
      return fail_system("unshare(CLONE_NEWNS)", errno);
    }
    if (auto done = assemble_root(plan.inside->root); !done) {
      return std::unexpected(done.error());
    }
    if (::setns(plan.inside->network, CLONE_NEWNET) != 0) {
      return fail_system("setns(CLONE_NEWNET)", errno);
    }
    return launch_here(plan, deadline);
  });
}

}  // namespace roadworthy
