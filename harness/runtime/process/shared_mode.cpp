#include "runtime/process/shared_mode.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <map>
#include <set>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/process/files.h"
#include "runtime/process/isolation_remedy.h"
#include "runtime/process/process_tree.h"

namespace roadworthy {
namespace {

constexpr auto kBetweenTries = std::chrono::milliseconds(50);

bool is_word(char character) {
  return std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '-' || character == '_' ||
         character == '.';
}

bool names_a_host(std::string_view key) {
  constexpr std::array kEndings{"HOST", "HOSTNAME", "ADDR", "ADDRESS", "SERVER", "ENDPOINT"};
  std::string upper(key);
  std::ranges::transform(upper, upper.begin(), [](unsigned char each) { return std::toupper(each); });
  return std::ranges::any_of(kEndings, [&](const char* ending) { return upper.ends_with(ending); });
}

std::set<std::string> names_of(const Topology& topology) {
  std::set<std::string> names;
  for (const PodSpec& pod : topology.pods) {
    names.insert(pod.name);
    for (const ContainerSpec& container : pod.containers) {
      names.insert({container.name, container.name + "." + pod.name});
    }
  }
  names.erase("localhost");
  return names;
}

using Refusals = std::vector<std::string>;

void check_names(const Topology& topology, const ContainerSpec& container, Refusals& refusals) {
  for (const std::string& name : names_of(topology)) {
    const bool in_command =
        std::ranges::any_of(container.command, [&](const std::string& each) { return mentions_host(each, name); });
    if (in_command) {
      refusals.push_back(fmt::format("the command of {} uses the host name `{}`", container.name, name));
    }
    for (const auto& [key, value] : container.environment) {
      if (mentions_host(value, name) || (value == name && names_a_host(key))) {
        refusals.push_back(fmt::format("{} of {} uses the host name `{}`", key, container.name, name));
      }
    }
  }
}

void check_volumes(const ContainerSpec& container, std::map<std::string, std::string>& target_of,
                   std::map<std::string, std::string>& source_at, Refusals& refusals) {
  for (const VolumeMount& volume : container.volumes) {
    struct stat found{};
    if (volume.is_bind()) {
      if (volume.source != volume.target) {
        refusals.push_back(fmt::format("{} is to see {} at {}", container.name, volume.source, volume.target));
      }
    } else if (::stat(volume.target.c_str(), &found) != 0 || !S_ISDIR(found.st_mode) ||
               ::access(volume.target.c_str(), W_OK) != 0) {
      refusals.push_back(fmt::format("the volume {} of {} is to be at {}, which is no folder that can be written to",
                                     volume.source, container.name, volume.target));
    } else if (target_of.emplace(volume.source, volume.target).first->second != volume.target) {
      refusals.push_back(fmt::format("the volume {} is to be at {} and at {}", volume.source, target_of[volume.source],
                                     volume.target));
    } else if (source_at.emplace(volume.target, volume.source).first->second != volume.source) {
      refusals.push_back(fmt::format("the volumes {} and {} are both to be at {}", source_at[volume.target],
                                     volume.source, volume.target));
    }
  }
}

void check_stand_ins(const Topology& topology, Refusals& refusals) {
  std::map<std::string, std::string> pod_of;
  for (const PodSpec& pod : topology.pods) {
    for (const ContainerSpec& container : pod.containers) {
      if (container.role != ContainerRole::stand_in) {
        continue;
      }
      const auto& first = pod_of.emplace(container.stands_for, pod.name).first->second;
      if (first != pod.name) {
        refusals.push_back(fmt::format("the pods {} and {} both hold the stand-in {}, on one and the same port", first,
                                       pod.name, container.stands_for));
      }
    }
  }
}

/// `process 1234`, as proc(5) lists the holders of locks.
std::string holder_of(const UniqueFd& lock) {
  struct stat found{};
  ::fstat(lock.get(), &found);
  const std::string inode = fmt::format(":{} ", found.st_ino);
  std::string_view rest;
  const std::string locks = read_some("/proc/locks", 1 << 20);
  for (rest = locks; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    // `1: FLOCK  ADVISORY  WRITE 1234 08:02:5678 0 EOF`; `1: -> FLOCK` is one who waits.
    const std::size_t mode = line.find("WRITE ");
    if (line.find(": FLOCK") != std::string_view::npos && line.find(inode) != std::string_view::npos &&
        mode != std::string_view::npos) {
      const std::string_view pid = line.substr(mode + 6);
      return fmt::format("process {}", pid.substr(0, pid.find(' ')));
    }
  }
  return "a process that cannot be seen from here";
}

}  // namespace

bool mentions_host(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const std::string_view before = text.substr(0, at);
    const std::string_view behind = text.substr(at + name.size());
    if ((!before.empty() && is_word(before.back())) || (!behind.empty() && is_word(behind.front()))) {
      continue;
    }
    const bool has_port =
        behind.size() > 1 && behind[0] == ':' && std::isdigit(static_cast<unsigned char>(behind[1])) != 0;
    if (before.ends_with("://") || before.ends_with('@') || has_port) {
      return true;
    }
  }
  return false;
}

Result<void> check_for_shared_mode(const Topology& topology, const Isolation& isolation) {
  Refusals refusals;
  check_stand_ins(topology, refusals);
  std::map<std::string, std::string> target_of;
  std::map<std::string, std::string> source_at;
  for (const PodSpec& pod : topology.pods) {
    for (const ContainerSpec& container : pod.containers) {
      check_names(topology, container, refusals);
      check_volumes(container, target_of, source_at, refusals);
    }
  }
  if (refusals.empty()) {
    return {};
  }
  return fail(ErrorKind::environment,
              fmt::format("this topology needs namespaces, and the isolation is `shared` ({}): {}", isolation.reason,
                          fmt::join(refusals, "; ")),
              isolation_remedy());
}

Result<UniqueFd> take_machine_lock(const std::string& path, TimePoint deadline) {
  // Somebody else's file in a sticky folder may be opened, but not with O_CREAT (fs.protected_regular).
  constexpr int kFlags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
  UniqueFd lock(::open(path.c_str(), kFlags));
  if (!lock && errno == ENOENT) {
    lock.reset(::open(path.c_str(), kFlags | O_CREAT, 0644));
  }
  if (!lock) {
    return fail_system("open the lock " + path, errno, "Remove what is there.");
  }
  struct stat found{};
  if (::fstat(lock.get(), &found) != 0 || !S_ISREG(found.st_mode)) {
    return fail(ErrorKind::environment, fmt::format("{} is no regular file", path), "Remove what is there.");
  }
  // flock(2) has no deadline, and nobody tells when it could be had.
  while (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) {
      return fail_system("lock " + path, errno);
    }
    if (std::chrono::steady_clock::now() >= deadline) {
      return fail(ErrorKind::timed_out,
                  fmt::format("in shared mode one stand runs at a time, and {} holds {}", holder_of(lock), path),
                  "Wait for it to end, or run on a machine that gives namespaces.");
    }
    std::this_thread::sleep_for(kBetweenTries);
  }
  return lock;
}

void kill_orphans(pid_t waits_outside) {
  const TimePoint until = std::chrono::steady_clock::now() + std::chrono::seconds(2);
  bool found = waits_outside > 1 && waits_outside == ::getppid();
  while (found && std::chrono::steady_clock::now() < until) {
    found = false;
    for (const pid_t child : children_of(waits_outside)) {
      if (child != ::getpid()) {
        found = true;
        ::kill(child, SIGKILL);
      }
    }
    std::this_thread::yield();
  }
}

}  // namespace roadworthy
