#include "runtime/process/launch.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/process/files.h"
#include "runtime/process/threads.h"

namespace roadworthy {
namespace {

/// Where the child failed. Until exec it is a copy of a program with threads: it may make system calls and nothing
/// else, no allocation, no lock.
enum class Stage : int { parent_gone, proc, root, host_name, streams, folder, credentials, execute };

struct Failure {
  Stage stage = Stage::execute;
  int error_number = 0;
};

/// Everything that the child needs, as system calls want it.
struct Prepared {
  std::vector<const char*> programs;
  std::vector<char*> arguments;
  std::vector<char*> environment;
  std::vector<const char*> folders;
  const Credentials* credentials = nullptr;
  const LaunchPlan::Inside* inside = nullptr;
  std::string proc;  ///< The new root's /proc.
  int streams[3] = {-1, -1, -1};
  int failures = -1;
  pid_t parent = 0;
};

[[noreturn]] void give_up(const Prepared& prepared, Stage stage, int error_number) {
  const Failure failure{.stage = stage, .error_number = error_number};
  [[maybe_unused]] const ssize_t told = ::write(prepared.failures, &failure, sizeof failure);
  ::_exit(127);
}

void enter_root(const Prepared& prepared) {
  if (::mount("proc", prepared.proc.c_str(), "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0) {
    give_up(prepared, Stage::proc, errno);
  }
  if (::chdir(prepared.inside->root.place.c_str()) != 0) {
    give_up(prepared, Stage::root, errno);
  }
  if (::syscall(SYS_pivot_root, ".", ".") == 0) {
    if (::umount2(".", MNT_DETACH) != 0) {
      give_up(prepared, Stage::root, errno);
    }
  } else if (::mount(".", "/", nullptr, MS_MOVE, nullptr) != 0 || ::chroot(".") != 0) {
    // A machine that runs from its initial RAM disk cannot pivot.
    give_up(prepared, Stage::root, errno);
  }
  if (::chdir("/") != 0) {
    give_up(prepared, Stage::root, errno);
  }
  for (const char* path : {"/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus", "/proc/fs"}) {
    if (::mount(path, path, nullptr, MS_BIND | MS_REC, nullptr) != 0) {
      if (errno != ENOENT) {
        give_up(prepared, Stage::proc, errno);
      }
      continue;
    }
    if (::mount(nullptr, path, nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) !=
        0) {
      give_up(prepared, Stage::proc, errno);
    }
  }
  if (::sethostname(prepared.inside->host_name.c_str(), prepared.inside->host_name.size()) != 0) {
    give_up(prepared, Stage::host_name, errno);
  }
}

void reset_signals() {
  for (int number = 1; number < NSIG; ++number) {
    ::signal(number, SIG_DFL);
  }
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// Standard streams in place, and everything else closed as the program is executed.
void place_streams(const Prepared& prepared) {
  int high[3];
  for (int index = 0; index < 3; ++index) {
    const int from = prepared.streams[index];
    high[index] = from >= 0 ? ::fcntl(from, F_DUPFD_CLOEXEC, 10) : ::open("/dev/null", O_RDWR | O_CLOEXEC);
    if (high[index] < 0) {
      give_up(prepared, Stage::streams, errno);
    }
  }
  for (int index = 0; index < 3; ++index) {
    if (high[index] == index ? ::fcntl(index, F_SETFD, 0) != 0 : ::dup2(high[index], index) < 0) {
      give_up(prepared, Stage::streams, errno);
    }
  }
  if (::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) != 0) {
    for (int fd = 3; fd < 4096; ++fd) {  // Old kernels, and filters that have not heard of it.
      ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    }
  }
}

[[noreturn]] void run_child(const Prepared& prepared) {
  if (prepared.inside != nullptr) {
    enter_root(prepared);
  } else {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != prepared.parent) {
      give_up(prepared, Stage::parent_gone, 0);
    }
  }
  ::setsid();
  ::umask(022);
  const rlimit no_core{.rlim_cur = 0, .rlim_max = 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  reset_signals();
  place_streams(prepared);
  if (const int error_number = assume(*prepared.credentials); error_number != 0) {
    give_up(prepared, Stage::credentials, error_number);
  }
  int entered = -1;
  for (const char* folder : prepared.folders) {
    entered = ::chdir(folder);
    if (entered == 0) {
      break;
    }
  }
  if (entered != 0) {
    give_up(prepared, Stage::folder, errno);
  }
  if (prepared.inside == nullptr && prepared.credentials->identity) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // Changing the user takes it back.
  }
  int error_number = ENOENT;
  for (const char* program : prepared.programs) {
    ::execve(program, prepared.arguments.data(), prepared.environment.data());
    // As execvp(3): a program that may not be executed is worth more than one that is not there.
    error_number = errno == ENOENT || errno == ENOTDIR ? error_number : errno;
    if (errno != ENOENT && errno != ENOTDIR && errno != EACCES) {
      break;
    }
  }
  give_up(prepared, Stage::execute, error_number);
}

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

std::unexpected<Error> explain(const LaunchPlan& plan, const Failure& failure) {
  switch (failure.stage) {
    case Stage::parent_gone:
      return fail(ErrorKind::interrupted, "this process has ended");
    case Stage::proc:
      return fail_system("mount /proc for a container", failure.error_number);
    case Stage::root:
      return fail_system("enter a container's root", failure.error_number);
    case Stage::host_name:
      return fail_system("set a container's host name", failure.error_number);
    case Stage::streams:
      return fail_system("place a container's standard streams", failure.error_number);
    case Stage::folder:
      return fail_system(fmt::format("cannot enter the working directory {}", plan.working_directories.back()),
                         failure.error_number);
    case Stage::credentials:
      return fail_system("become a container's user", failure.error_number);
    case Stage::execute:
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
    Failure failure;
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
  Prepared prepared;
  std::ranges::transform(programs, std::back_inserter(prepared.programs), &std::string::c_str);
  std::ranges::transform(plan.working_directories, std::back_inserter(prepared.folders), &std::string::c_str);
  const auto text = [](const std::string& each) { return const_cast<char*>(each.c_str()); };
  std::ranges::transform(plan.arguments, std::back_inserter(prepared.arguments), text);
  std::ranges::transform(plan.environment, std::back_inserter(prepared.environment), text);
  prepared.arguments.push_back(nullptr);
  prepared.environment.push_back(nullptr);
  prepared.credentials = &plan.credentials;
  prepared.inside = plan.inside ? &*plan.inside : nullptr;
  prepared.proc = plan.inside ? plan.inside->root.place + "/proc" : "";
  prepared.streams[0] = plan.standard_input;
  prepared.streams[1] = plan.standard_output;
  prepared.streams[2] = plan.standard_error;
  failures->write.reset(::fcntl(failures->write.get(), F_DUPFD_CLOEXEC, 10));  // Out of the standard streams' way.
  prepared.failures = failures->write.get();
  prepared.parent = ::getpid();

  int pidfd = -1;
  const unsigned long flags = SIGCHLD | CLONE_PIDFD | (plan.inside ? CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC : 0);
  // No handler of this process may run in the child before the dispositions are reset.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const auto pid = static_cast<pid_t>(::syscall(SYS_clone, flags, nullptr, &pidfd, nullptr, nullptr));
  if (pid == 0) {
    run_child(prepared);
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
