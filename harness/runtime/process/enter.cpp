#include "runtime/process/enter.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/unique_fd.h"
#include "runtime/process/process_tree.h"

namespace roadworthy {
namespace {

/// A process's numbers in its PID namespaces, ours first (proc(5), NSpid).
std::vector<pid_t> numbers_of(pid_t process) {
  std::ifstream in(fmt::format("/proc/{}/status", process));
  constexpr std::string_view kField = "NSpid:";
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(kField)) {
      std::istringstream words(line.substr(kField.size()));
      return {std::istream_iterator<pid_t>(words), {}};
    }
  }
  return {};
}

/// What is called `inside` in the PID namespace `level` steps below ours.
std::optional<pid_t> find_process(pid_t worker, pid_t inside, std::size_t level) {
  for (const pid_t process : descendants_of(worker)) {
    const std::vector<pid_t> numbers = numbers_of(process);
    if (numbers.size() > level && numbers[level] == inside) {
      return process;
    }
  }
  return std::nullopt;
}

const KeptContainer* first_running(const KeptPod& pod) {
  const auto found = std::ranges::find_if(pod.containers, [](const auto& each) { return each.process != 0; });
  return found == pod.containers.end() ? nullptr : &*found;
}

std::vector<std::string> environment_of(pid_t process) {
  std::ifstream in(fmt::format("/proc/{}/environ", process), std::ios::binary);
  std::vector<std::string> settings;
  for (std::string setting; std::getline(in, setting, '\0');) {
    settings.push_back(setting);
  }
  if (const char* terminal = std::getenv("TERM")) {
    settings.push_back(fmt::format("TERM={}", terminal));
  }
  return settings;
}

Result<void> go_into(pid_t process, const UniqueFd& network) {
  const UniqueFd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
  if (!pidfd) {
    return fail_system("look at a process of the stand", errno);
  }
  struct stat ours{};
  struct stat theirs{};
  const std::string user = fmt::format("/proc/{}/ns/user", process);
  const bool same_user =
      ::stat("/proc/self/ns/user", &ours) == 0 && ::stat(user.c_str(), &theirs) == 0 && ours.st_ino == theirs.st_ino;
  const int spaces = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS;
  if (::setns(pidfd.get(), same_user ? spaces : spaces | CLONE_NEWUSER) != 0) {
    return fail_system("enter the stand's namespaces", errno, "be the user that the run belongs to");
  }
  if (network && ::setns(network.get(), CLONE_NEWNET) != 0) {
    return fail_system("enter the pod's network", errno);
  }
  return {};
}

/// Runs it in a child, since a PID namespace is entered by children only.
Result<int> run_inside(std::vector<std::string> command, std::vector<std::string> environment) {
  if (command.empty()) {
    command = {::access("/bin/bash", X_OK) == 0 ? "/bin/bash" : "/bin/sh"};
  }
  std::vector<char*> words;
  std::ranges::transform(command, std::back_inserter(words), [](std::string& word) { return word.data(); });
  words.push_back(nullptr);
  std::vector<char*> settings;
  std::ranges::transform(environment, std::back_inserter(settings), [](std::string& each) { return each.data(); });
  settings.push_back(nullptr);
  const pid_t child = ::fork();
  if (child < 0) {
    return fail_system("fork", errno);
  }
  if (child == 0) {
    ::signal(SIGPIPE, SIG_DFL);
    ::environ = settings.data();  // Its search path is the container's.
    ::execvp(words.front(), words.data());
    const std::string text = fmt::format("roadworthy: {}: {}\n", command.front(), ::strerror(errno));
    (void)!::write(STDERR_FILENO, text.data(), text.size());
    ::_exit(127);
  }
  // A terminal's ^C is for what runs inside.
  for (const int number : {SIGINT, SIGQUIT}) {
    ::signal(number, SIG_IGN);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Result<int> enter_process_stand(const EnterRequest& request) {
  const KeptContainer* container = request.container != nullptr ? request.container : first_running(request.pod);
  const bool alone = request.pod.network < 0;
  const std::size_t level = alone ? 0 : 1;
  const auto keeper = find_process(request.worker, request.stand.process, level);
  if (!keeper) {
    return fail(ErrorKind::environment, fmt::format("the stand {} does not stand any more", request.name),
                "`roadworthy run --keep FILE` makes another");
  }
  std::optional<pid_t> process;
  if (container != nullptr && container->process != 0) {
    process = find_process(request.worker, container->process, level);
  }
  if (request.container != nullptr && !process) {
    return fail(ErrorKind::environment, fmt::format("{} does not run any more", request.container->name),
                fmt::format("enter its pod instead: roadworthy enter {}", request.pod.name));
  }
  UniqueFd network;
  if (!process && !alone) {
    network.reset(::open(fmt::format("/proc/{}/fd/{}", *keeper, request.pod.network).c_str(), O_RDONLY | O_CLOEXEC));
    if (!network) {
      return fail_system("open the pod's network", errno);
    }
  }
  std::vector<std::string> environment = environment_of(process.value_or(*keeper));
  if (!alone) {
    if (auto done = go_into(process.value_or(*keeper), network); !done) {
      return std::unexpected(done.error());
    }
  }
  return run_inside(request.command, std::move(environment));
}

}  // namespace roadworthy
