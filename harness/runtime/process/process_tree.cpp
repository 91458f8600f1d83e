#include "runtime/process/process_tree.h"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <map>
#include <memory>
#include <ranges>
#include <string>
#include <thread>

#include <dirent.h>
#include <unistd.h>

#include "runtime/process/files.h"

namespace roadworthy {
namespace {

struct Process {
  pid_t pid = 0;
  pid_t parent = 0;
  char state = '?';  ///< As in proc(5): `T` is stopped, `Z` is a zombie.
};

std::vector<Process> all_processes() {
  std::vector<Process> processes;
  const std::unique_ptr<DIR, int (*)(DIR*)> proc(::opendir("/proc"), &::closedir);
  while (const dirent* entry = proc ? ::readdir(proc.get()) : nullptr) {
    const std::string_view name = entry->d_name;
    Process process;
    if (std::from_chars(name.data(), name.data() + name.size(), process.pid).ptr != name.data() + name.size()) {
      continue;
    }
    // `PID (NAME) STATE PARENT ...`; a name may hold anything, parentheses included.
    const std::string stat = read_some("/proc/" + std::string(name) + "/stat", 512);
    const std::size_t name_end = stat.rfind(") ");
    if (name_end == std::string::npos || name_end + 4 >= stat.size()) {
      continue;
    }
    process.state = stat[name_end + 2];
    std::from_chars(stat.data() + name_end + 4, stat.data() + stat.size(), process.parent);
    processes.push_back(process);
  }
  return processes;
}

std::vector<Process> tree_of(pid_t root) {
  std::multimap<pid_t, Process> by_parent;
  std::vector<Process> tree;
  for (const Process& process : all_processes()) {
    if (process.pid == root) {
      tree.push_back(process);
    } else {
      by_parent.emplace(process.parent, process);
    }
  }
  for (std::size_t next = 0; next < tree.size(); ++next) {
    const auto [first, last] = by_parent.equal_range(tree[next].pid);
    for (auto child = first; child != last; ++child) {
      tree.push_back(child->second);
    }
    by_parent.erase(first, last);  // A pid that was given out twice during the scan makes no loop.
  }
  return tree;
}

}  // namespace

std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> children;
  for (const Process& process : all_processes()) {
    if (process.parent == parent) {
      children.push_back(process.pid);
    }
  }
  return children;
}

std::vector<pid_t> descendants_of(pid_t root) {
  std::vector<pid_t> pids;
  for (const Process& process : tree_of(root)) {
    pids.push_back(process.pid);
  }
  return pids;
}

Result<void> freeze_tree(pid_t root, TimePoint deadline) {
  while (true) {
    bool all_stopped = true;
    for (const Process& process : tree_of(root)) {
      if (process.state != 'T' && process.state != 't' && process.state != 'Z' && process.state != 'X') {
        all_stopped = false;
        ::kill(process.pid, SIGSTOP);
      }
    }
    if (all_stopped) {
      return {};
    }
    if (std::chrono::steady_clock::now() >= deadline) {
      return fail(ErrorKind::environment, "a process did not stop for SIGSTOP");
    }
    std::this_thread::yield();  // The kernel tells nobody but a parent that a process has stopped.
  }
}

void thaw_tree(pid_t root) {
  const std::vector<Process> tree = tree_of(root);
  for (const Process& process : tree | std::views::reverse) {
    ::kill(process.pid, SIGCONT);
  }
}

}  // namespace roadworthy
