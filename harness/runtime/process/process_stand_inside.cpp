// What is done inside a stand's containers and volumes.

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/process/files.h"
#include "runtime/process/launch_plan.h"
#include "runtime/process/process_stand.h"
#include "runtime/process/volume_files.h"

namespace roadworthy {
namespace {

constexpr std::size_t kMostOutput = 1 << 20;

/// Reads what is there; false at the end of the stream, or when there is nothing for now.
bool read_some_of(int stream, ExecResult& result) {
  std::array<char, 1 << 16> bytes{};
  const ssize_t got = ::read(stream, bytes.data(), bytes.size());
  if (got <= 0) {
    return false;
  }
  const std::size_t room = kMostOutput - result.output.size();
  result.output.append(bytes.data(), std::min(room, static_cast<std::size_t>(got)));
  result.cut = result.cut || static_cast<std::size_t>(got) > room;
  return true;
}

/// How a child ended, as shells count; it is reaped.
int reap(const UniqueFd& pidfd) {
  siginfo_t ended{};
  while (::waitid(P_PIDFD, static_cast<id_t>(pidfd.get()), &ended, WEXITED) != 0 && errno == EINTR) {
  }
  return ended.si_code == CLD_EXITED ? ended.si_status : 128 + ended.si_status;
}

/// Gathers output until the program itself ends; what it left behind may hold the stream open for longer.
Result<ExecResult> await_end(const Launched& program, const UniqueFd& stream, int interruption, TimePoint deadline) {
  ExecResult result;
  bool open = true;
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    std::array<pollfd, 3> awaited{pollfd{program.pidfd.get(), POLLIN, 0}, pollfd{interruption, POLLIN, 0},
                                  pollfd{open ? stream.get() : -1, POLLIN, 0}};
    const int ready = ::poll(awaited.data(), awaited.size(), static_cast<int>(std::clamp<long>(left, 0, 1'000'000)));
    if (ready < 0 && errno == EINTR) {
      continue;
    }
    if (ready <= 0 || awaited[1].revents != 0) {
      ::syscall(SYS_pidfd_send_signal, program.pidfd.get(), SIGKILL, nullptr, 0);
      (void)reap(program.pidfd);
      return ready <= 0 ? fail(ErrorKind::timed_out, "it did not end in time")
                        : fail(ErrorKind::interrupted, "interrupted");
    }
    if (awaited[2].revents != 0) {
      open = read_some_of(stream.get(), result);
    }
    if (awaited[0].revents != 0) {
      result.exit_code = reap(program.pidfd);
      for (int reads = 0; reads < 64 && read_some_of(stream.get(), result); ++reads) {
      }
      return result;
    }
  }
}

}  // namespace

Result<ExecResult> ProcessStand::exec(std::string_view name, const std::vector<std::string>& command,
                                      TimePoint deadline) {
  const auto container = find(name);
  if (!container) {
    return std::unexpected(container.error());
  }
  const auto first = (*container)->first_process();
  if (!first) {
    return fail(ErrorKind::environment, fmt::format("{} does not run, so nothing can be run inside it", name));
  }
  auto plan = make_launch_plan((*container)->spec(), (*container)->name(), parts_.options, parts_.isolation);
  if (!plan) {
    return std::unexpected(plan.error());
  }
  auto output = make_pipe();
  if (!output) {
    return std::unexpected(output.error());
  }
  ::fcntl(output->read.get(), F_SETFL, O_NONBLOCK);
  plan->arguments = command;
  plan->beside = plan->inside ? first->get() : -1;
  plan->inside.reset();
  plan->standard_output = output->write.get();
  plan->standard_error = output->write.get();
  const auto program = launch(*plan, deadline);
  if (!program) {
    return fail(program.error().kind, fmt::format("{}: {}", name, program.error().message));
  }
  output->write.reset();
  auto result = await_end(*program, output->read, interruption_.get(), deadline);
  if (!result) {
    result.error().message = fmt::format("`{}` in {}: {}", fmt::join(command, " "), name, result.error().message);
  }
  return result;
}

Result<std::vector<std::string>> ProcessStand::environment(std::string_view name) {
  const auto container = find(name);
  if (!container) {
    return std::unexpected(container.error());
  }
  auto plan = make_launch_plan((*container)->spec(), (*container)->name(), parts_.options, parts_.isolation);
  return plan ? Result<std::vector<std::string>>(std::move(plan->environment)) : std::unexpected(plan.error());
}

Result<std::string> ProcessStand::read_file(const VolumeFile& file, std::size_t limit, TimePoint) {
  return read_in_folder(volume_folder(parts_.options, file.volume), file, limit);
}

Result<void> ProcessStand::write_file(const VolumeFile& file, std::string_view content, WriteMode mode, TimePoint) {
  return write_in_folder(volume_folder(parts_.options, file.volume), file, content, mode);
}

Result<void> ProcessStand::rename_file(const VolumeFile& from, const std::string& path, TimePoint) {
  return rename_in_folder(volume_folder(parts_.options, from.volume), from, path);
}

Result<void> ProcessStand::set_connected(std::string_view name, bool connected) {
  const auto container = find(name);
  if (!container) {
    return std::unexpected(container.error());
  }
  if (!parts_.network) {
    return fail(ErrorKind::unavailable, "without namespaces of their own pods share the machine's network");
  }
  return parts_.network->set_connected((*container)->spec().pod, connected);
}

Result<KeptStand> ProcessStand::keep() {
  KeptStand kept{.process = ::getpid()};
  for (const PodSpec& spec : parts_.topology.pods) {
    KeptPod pod{.name = spec.name, .address = {}, .engine = {}, .containers = {}};
    if (parts_.network) {
      const auto network = std::ranges::find(parts_.network->pods(), spec.name, &PodNetwork::pod);
      pod.address = network->address;
      pod.network = network->space.get();
    }
    for (const auto& container : containers_) {
      if (container->spec().pod == spec.name) {
        pod.containers.push_back({.name = container->name(),
                                  .running = runs(container->state()),
                                  .process = container->process(),
                                  .engine = {}});
      }
    }
    kept.pods.push_back(std::move(pod));
  }
  return kept;
}

}  // namespace roadworthy
