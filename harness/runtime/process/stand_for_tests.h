#pragma once

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/runtime.h"
#include "runtime/process/files.h"
#include "runtime/process/isolation.h"
#include "runtime/process/process_runtime.h"

/// What the tests of this folder share: a worker process for each test, since namespaces are entered before a thread
/// is started.
namespace roadworthy::testing {

/// A container that runs a shell script.
inline ContainerSpec shell(std::string name, std::string script) {
  ContainerSpec spec;
  spec.name = std::move(name);
  spec.command = {"sh", "-c", std::move(script)};
  return spec;
}

/// The program of test_program_main.cpp, with these arguments.
inline ContainerSpec program(std::string name, std::vector<std::string> arguments) {
  ContainerSpec spec;
  spec.name = std::move(name);
  spec.command = {ROADWORTHY_BUILD_FOLDER "/bin/runtime_process_test_program"};
  spec.command.insert(spec.command.end(), arguments.begin(), arguments.end());
  return spec;
}

/// A pod whose containers know its name.
inline PodSpec pod(std::string name, std::vector<ContainerSpec> containers) {
  for (ContainerSpec& container : containers) {
    container.pod = name;
  }
  return {.name = std::move(name), .containers = std::move(containers), .where = {}};
}

inline VolumeMount volume(std::string source, std::string target, bool read_only = false) {
  return {.source = std::move(source), .target = std::move(target), .read_only = read_only, .where = {}};
}

/// An empty folder that is removed in the end.
class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / "roadworthy-test-XXXXXX") {
    if (::mkdtemp(path_.data()) == nullptr) {
      path_.clear();
    }
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline TimePoint within(std::chrono::seconds patience) {
  return std::chrono::steady_clock::now() + patience;
}

/// Why this machine gives no namespaces; empty where it does. Tests that need them are skipped then.
inline std::string why_no_namespaces() {
  static const std::string why = [] {
    const auto probe = probe_isolation();
    return probe ? probe->failed : describe(probe.error());
  }();
  return why;
}

/// Runs `work` in a worker with an isolation and an empty folder of its own. Its expectations count as this test's.
inline void in_worker(IsolationMode mode,
                      const std::function<void(const Isolation&, const std::string& folder)>& work) {
  const Folder folder;
  const pid_t worker = ::fork();
  ASSERT_GE(worker, 0);
  if (worker == 0) {
    const auto isolation = enter_isolation({.folder = folder.path(), .wanted = mode, .parent = 0});
    if (isolation) {
      work(*isolation, folder.path());
    } else {
      ADD_FAILURE() << describe(isolation.error());
    }
    std::fflush(nullptr);
    ::_exit(::testing::Test::HasFailure() ? 1 : 0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(worker, &status, 0), worker);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "the worker's part failed, wait status " << status;
  EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << "something stayed on disk";
}

/// Runs `work` on a stand of that topology, and tears the stand down.
inline void on_stand(const Topology& topology, const std::function<void(Stand&)>& work,
                     IsolationMode mode = IsolationMode::namespaces) {
  in_worker(mode, [&](const Isolation& isolation, const std::string& folder) {
    ProcessRuntime runtime(isolation);
    auto stand = runtime.prepare(topology, {.run_id = "test",
                                            .stand_id = "test-1",
                                            .folder = folder,
                                            .libexec = ROADWORTHY_BUILD_FOLDER,
                                            .caller_folder = ROADWORTHY_SOURCE_FOLDER});
    if (!stand) {
      ADD_FAILURE() << describe(stand.error());
      return;
    }
    work(**stand);
    for (const Error& error : (*stand)->tear_down()) {
      ADD_FAILURE() << describe(error);
    }
  });
}

/// Waits until `holds`, looking again after every change on the stand; at most 20 seconds.
inline bool eventually(Stand& stand, const std::function<bool()>& holds) {
  const TimePoint until = within(std::chrono::seconds(20));
  while (true) {
    const std::uint64_t seen = stand.changes();
    if (holds()) {
      return true;
    }
    if (std::chrono::steady_clock::now() >= until) {
      return false;
    }
    stand.await_change(seen, until);
  }
}

/// All lines that a container has printed, each with a newline.
inline std::string printed(const Stand& stand, const std::string& container) {
  std::string text;
  for (const LogLine& line : stand.log(container, 10'000).lines) {
    text += line.text + "\n";
  }
  return text;
}

/// Processes with that text in their command line, and their state as in proc(5). This process is not among them.
inline std::map<pid_t, char> processes_with(const std::string& text) {
  std::map<pid_t, char> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    const pid_t pid = std::atoi(name.c_str());
    if (pid > 0 && pid != ::getpid() && read_some("/proc/" + name + "/cmdline", 4096).find(text) != std::string::npos) {
      const std::string stat = read_some("/proc/" + name + "/stat", 512);
      const std::size_t end = stat.rfind(") ");
      found[pid] = end == std::string::npos ? '?' : stat[end + 2];
    }
  }
  return found;
}

/// Waits until `holds`, where the kernel tells nobody that it does; at most 20 seconds.
inline bool eventually_in_proc(const std::function<bool()>& holds) {
  for (const TimePoint until = within(std::chrono::seconds(20)); std::chrono::steady_clock::now() < until;) {
    if (holds()) {
      return true;
    }
    std::this_thread::yield();
  }
  return false;
}

inline void start(Stand& stand, const std::vector<std::string>& containers) {
  const auto done = stand.start(containers, within(std::chrono::seconds(20)));
  ASSERT_TRUE(done) << describe(done.error());
}

/// Starts a container, waits for its end, and gives what it printed and then how it ended.
inline std::string run(Stand& stand, const std::string& container) {
  const auto done = stand.start({container}, within(std::chrono::seconds(20)));
  if (!done) {
    return done.error().message;
  }
  if (!eventually(stand, [&] { return stand.state(container)->phase == Phase::exited; })) {
    return printed(stand, container) + "still running";
  }
  return printed(stand, container) + describe(*stand.state(container));
}

#define SKIP_WITHOUT_NAMESPACES()                               \
  if (!::roadworthy::testing::why_no_namespaces().empty()) {    \
    GTEST_SKIP() << ::roadworthy::testing::why_no_namespaces(); \
  }

}  // namespace roadworthy::testing
