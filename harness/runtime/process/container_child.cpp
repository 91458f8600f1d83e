#include "runtime/process/container_child.h"

#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace roadworthy {
namespace {

[[noreturn]] void give_up(const ChildPlan& plan, ChildStage stage, int error_number) {
  const ChildFailure failure{.stage = stage, .error_number = error_number};
  [[maybe_unused]] const ssize_t told = ::write(plan.failures, &failure, sizeof failure);
  ::_exit(127);
}

void enter_root(const ChildPlan& plan) {
  if (::mount("proc", plan.proc.c_str(), "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0) {
    give_up(plan, ChildStage::proc, errno);
  }
  if (::chdir(plan.inside->root.place.c_str()) != 0) {
    give_up(plan, ChildStage::root, errno);
  }
  if (::syscall(SYS_pivot_root, ".", ".") == 0) {
    if (::umount2(".", MNT_DETACH) != 0) {
      give_up(plan, ChildStage::root, errno);
    }
  } else if (::mount(".", "/", nullptr, MS_MOVE, nullptr) != 0 || ::chroot(".") != 0) {
    // A machine that runs from its initial RAM disk cannot pivot.
    give_up(plan, ChildStage::root, errno);
  }
  if (::chdir("/") != 0) {
    give_up(plan, ChildStage::root, errno);
  }
  for (const char* path : {"/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus", "/proc/fs"}) {
    if (::mount(path, path, nullptr, MS_BIND | MS_REC, nullptr) != 0) {
      if (errno != ENOENT) {
        give_up(plan, ChildStage::proc, errno);
      }
      continue;
    }
    if (::mount(nullptr, path, nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) !=
        0) {
      give_up(plan, ChildStage::proc, errno);
    }
  }
  if (::sethostname(plan.inside->host_name.c_str(), plan.inside->host_name.size()) != 0) {
    give_up(plan, ChildStage::host_name, errno);
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
void place_streams(const ChildPlan& plan) {
  int high[3];
  for (int index = 0; index < 3; ++index) {
    const int from = plan.streams[index];
    high[index] = from >= 0 ? ::fcntl(from, F_DUPFD_CLOEXEC, 10) : ::open("/dev/null", O_RDWR | O_CLOEXEC);
    if (high[index] < 0) {
      give_up(plan, ChildStage::streams, errno);
    }
  }
  for (int index = 0; index < 3; ++index) {
    if (high[index] == index ? ::fcntl(index, F_SETFD, 0) != 0 : ::dup2(high[index], index) < 0) {
      give_up(plan, ChildStage::streams, errno);
    }
  }
  if (::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) != 0) {
    for (int fd = 3; fd < 4096; ++fd) {  // Old kernels, and filters that have not heard of it.
      ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    }
  }
}

/// The program as a file, or -1: for a user who may not enter the folder that it lies in (a clone in root's home), as
/// in an image it would lie in the open. Whether this user may execute the file itself is still the kernel's to say.
int open_program(const ChildPlan& plan) {
  const bool by_path = plan.programs.size() == 1 && *plan.programs.front() == '/';
  return by_path && plan.credentials->identity ? ::open(plan.programs.front(), O_PATH | O_CLOEXEC) : -1;
}

}  // namespace

void run_container_child(const ChildPlan& plan) {
  if (plan.inside != nullptr) {
    enter_root(plan);
  } else if (plan.dies_with_parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != plan.parent) {
      give_up(plan, ChildStage::parent_gone, 0);
    }
  }
  ::setsid();
  ::umask(022);
  const rlimit no_core{.rlim_cur = 0, .rlim_max = 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  reset_signals();
  place_streams(plan);
  const int opened = open_program(plan);
  if (const int error_number = assume(*plan.credentials); error_number != 0) {
    give_up(plan, ChildStage::credentials, error_number);
  }
  int entered = -1;
  for (const char* folder : plan.folders) {
    entered = ::chdir(folder);
    if (entered == 0) {
      break;
    }
  }
  if (entered != 0) {
    give_up(plan, ChildStage::folder, errno);
  }
  if (plan.dies_with_parent && plan.credentials->identity) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // Changing the user takes it back.
  }
  int error_number = ENOENT;
  for (const char* program : plan.programs) {
    ::execve(program, plan.arguments.data(), plan.environment.data());
    // As execvp(3): a program that may not be executed is worth more than one that is not there.
    error_number = errno == ENOENT || errno == ENOTDIR ? error_number : errno;
    if (errno != ENOENT && errno != ENOTDIR && errno != EACCES) {
      break;
    }
  }
  if (error_number == EACCES && opened >= 0) {
    ::syscall(SYS_execveat, opened, "", plan.arguments.data(), plan.environment.data(), AT_EMPTY_PATH);
  }
  give_up(plan, ChildStage::execute, error_number);
}

}  // namespace roadworthy
