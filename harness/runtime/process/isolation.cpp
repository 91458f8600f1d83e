#include "runtime/process/isolation.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/process/files.h"
#include "runtime/process/isolation_remedy.h"
#include "runtime/process/namespaces.h"
#include "runtime/process/network.h"
#include "runtime/process/supervisor.h"

namespace roadworthy {
namespace {

/// What the first process inside tells the one outside. Small enough to be written and read in one piece.
struct Report {
  bool failed = false;
  char what[480] = {};
};

Report report_of(const Result<void>& result) {
  Report report{.failed = !result, .what = {}};
  if (!result) {
    result.error().message.copy(report.what, sizeof report.what - 1);
  }
  return report;
}

/// As PID 1: waits for the scenario's process, and tells the process outside how it ended.
[[noreturn]] void be_init(pid_t scenario, const UniqueFd& to_outside) {
  close_all_but(to_outside.get());
  const int status = supervise({.child = scenario, .parent = UniqueFd()});
  ::_exit(::write(to_outside.get(), &status, sizeof status) == sizeof status ? 0 : 255);
}

/// Outside: waits for PID 1, and with it for everything inside.
[[noreturn]] void wait_outside(pid_t init, const UniqueFd& from_init, UniqueFd parent) {
  close_all_but(from_init.get(), parent.get());
  const int init_status = supervise({.child = init, .parent = std::move(parent)});
  int status = 0;
  end_like(::read(from_init.get(), &status, sizeof status) == sizeof status ? status : init_status);
}

bool read_report(const UniqueFd& from, Report& report) {
  ssize_t got = 0;
  do {
    got = ::read(from.get(), &report, sizeof report);
  } while (got < 0 && errno == EINTR);
  return got == sizeof report;
}

/// A pidfd of the process that must outlive this one. A death signal alone would come too early: it follows the thread
/// that made this process, not the process.
Result<UniqueFd> watch_parent(pid_t parent) {
  const pid_t expected = parent != 0 ? parent : ::getppid();
  UniqueFd watched(static_cast<int>(::syscall(SYS_pidfd_open, expected, 0)));
  if (!watched && errno != ESRCH) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  }
  if (::getppid() != expected) {
    return fail(ErrorKind::interrupted, "the process that started this one has ended");
  }
  return watched;
}

/// Makes the namespaces and goes in. Nothing is returned where the machine forbids them; `why` then says what failed.
Result<std::optional<Isolation>> enter_namespaces(const std::string& folder, UniqueFd& parent, std::string& why) {
  const bool user_namespace = needs_user_namespace();
  const uid_t user = ::geteuid();
  const gid_t group = ::getegid();
  auto pipe = make_pipe();
  if (!pipe) {
    return std::unexpected(pipe.error());
  }
  const pid_t init = clone_into_namespaces(user_namespace);
  if (init < 0) {
    const auto error = fail_system(clone_call(user_namespace), errno);
    if (errno == ENOMEM || errno == EAGAIN) {
      return error;
    }
    why = error.error().message;
    return std::nullopt;
  }
  if (init > 0) {
    pipe->write.reset();
    Report report;
    const bool told = read_report(pipe->read, report);
    if (told && !report.failed) {
      wait_outside(init, pipe->read, std::move(parent));
    }
    int status = 0;
    ::waitpid(init, &status, 0);
    why = told ? report.what : "the first process inside ended before it was ready";
    return std::nullopt;
  }

  pipe->read.reset();
  parent.reset();
  // Should the process outside have ended before this takes effect, the report below finds nobody.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const Report report =
      report_of(set_up_inside({.user_namespace = user_namespace, .user = user, .group = group, .folder = folder}));
  if (::write(pipe->write.get(), &report, sizeof report) != sizeof report || report.failed) {
    ::_exit(1);
  }
  const pid_t scenario = ::fork();
  if (scenario < 0) {
    ::_exit(255);
  }
  if (scenario > 0) {
    be_init(scenario, pipe->write);
  }
  return Isolation{
      .mode = IsolationMode::namespaces, .user_namespace = user_namespace, .reason = {}, .waits_outside = 0};
}

Result<Isolation> enter_shared(UniqueFd parent, std::string reason) {
  // Orphans of the stand become children of this process, which ends them.
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  const pid_t outside = ::getpid();
  const pid_t scenario = ::fork();
  if (scenario < 0) {
    return fail_system("fork", errno);
  }
  if (scenario > 0) {
    close_all_but(parent.get());
    const int status = supervise({.child = scenario, .parent = std::move(parent)});
    kill_all_children();
    end_like(status);
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != outside) {
    ::_exit(128 + SIGKILL);
  }
  return Isolation{
      .mode = IsolationMode::shared, .user_namespace = false, .reason = std::move(reason), .waits_outside = outside};
}

Result<std::optional<IsolationMode>> wanted_mode(const EnterOptions& options) {
  const char* variable = std::getenv("ROADWORTHY_ISOLATION");
  const std::string_view said = variable == nullptr ? "" : variable;
  if (options.wanted || said.empty()) {
    return options.wanted;
  }
  if (said == "namespaces") {
    return IsolationMode::namespaces;
  }
  if (said == "shared") {
    return IsolationMode::shared;
  }
  return fail(ErrorKind::usage, fmt::format("ROADWORTHY_ISOLATION is `{}`", said), "Use `namespaces` or `shared`.");
}

}  // namespace

Result<Isolation> enter_isolation(const EnterOptions& options) {
  const auto wanted = wanted_mode(options);
  if (!wanted) {
    return std::unexpected(wanted.error());
  }
  auto parent = watch_parent(options.parent);
  if (!parent) {
    return std::unexpected(parent.error());
  }
  struct stat found{};
  if (!options.folder.starts_with('/') || ::stat(options.folder.c_str(), &found) != 0 || !S_ISDIR(found.st_mode)) {
    return fail(ErrorKind::internal,
                fmt::format("the stand's folder `{}` is no absolute path of a folder", options.folder));
  }
  const sigset_t before = hold_signals();
  std::string reason = "asked for";
  Result<std::optional<Isolation>> inside = std::nullopt;
  if (*wanted != IsolationMode::shared) {
    inside = enter_namespaces(options.folder, *parent, reason);
    if (inside && !*inside && *wanted == IsolationMode::namespaces) {
      inside = fail(ErrorKind::environment, "no namespaces here: " + reason, isolation_remedy());
    }
  }
  Result<Isolation> entered = !inside   ? std::unexpected(inside.error())
                              : *inside ? Result<Isolation>(std::move(**inside))
                                        : enter_shared(std::move(*parent), std::move(reason));
  restore_signals(before);
  return entered;
}

Result<IsolationProbe> probe_isolation() {
  auto pipe = make_pipe();
  if (!pipe) {
    return std::unexpected(pipe.error());
  }
  const bool user_namespace = needs_user_namespace();
  const uid_t user = ::geteuid();
  const gid_t group = ::getegid();
  const pid_t trial = ::fork();
  if (trial < 0) {
    return fail_system("fork", errno);
  }
  if (trial == 0) {
    const pid_t init = clone_into_namespaces(user_namespace);
    Result<void> done;
    if (init < 0) {
      done = fail_system(clone_call(user_namespace), errno);
    } else if (init > 0) {
      int status = 0;
      ::waitpid(init, &status, 0);
      ::_exit(0);
    } else {
      done = set_up_inside({.user_namespace = user_namespace, .user = user, .group = group, .folder = ""});
      if (done) {
        const auto network = Network::create({"trial"});
        done = network ? Result<void>{} : std::unexpected(network.error());
      }
    }
    const Report report = report_of(done);
    ::_exit(::write(pipe->write.get(), &report, sizeof report) == sizeof report ? 0 : 1);
  }
  pipe->write.reset();
  Report report;
  const bool told = read_report(pipe->read, report);
  int status = 0;
  ::waitpid(trial, &status, 0);
  if (!told) {
    return fail(ErrorKind::environment, "the trial of namespaces ended without a word");
  }
  return IsolationProbe{.namespaces = !report.failed,
                        .user_namespace = user_namespace,
                        .failed = report.what,
                        .remedy = report.failed ? isolation_remedy() : ""};
}

std::string describe(const Isolation& isolation) {
  return isolation.mode == IsolationMode::namespaces
             ? "namespaces"
             : fmt::format("shared ({}; read-only volumes are not enforced)", isolation.reason);
}

}  // namespace roadworthy
