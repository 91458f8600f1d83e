// Whatever is killed, and when: nothing survives on the stand.

#include <random>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "cli/program_under_test.h"

namespace roadworthy {
namespace {

using namespace testing_support;
namespace fs = std::filesystem;

/// Processes of this machine whose environment or arguments hold the marker.
std::set<pid_t> marked_processes(const std::string& marker) {
  std::set<pid_t> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos || std::stoi(name) == getpid()) {
      continue;
    }
    for (const char* file : {"/environ", "/cmdline"}) {
      std::ifstream in(entry.path().string() + file, std::ios::binary);
      const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
      if (text.find(marker) != std::string::npos) {
        found.insert(std::stoi(name));
      }
    }
  }
  return found;
}

/// Waits until the kernel has ended them all; whoever is left after ten seconds.
std::set<pid_t> survivors(const std::string& marker) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  std::set<pid_t> left = marked_processes(marker);
  while (!left.empty() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::yield();
    left = marked_processes(marker);
  }
  return left;
}

/// A worker of the run, chosen by `choice`, or the run itself when none runs.
pid_t worker_of(pid_t run, std::uint32_t choice) {
  std::ifstream in("/proc/" + std::to_string(run) + "/task/" + std::to_string(run) + "/children");
  std::vector<pid_t> workers;
  for (pid_t pid = 0; in >> pid;) {
    workers.push_back(pid);
  }
  return workers.empty() ? run : workers[choice % workers.size()];
}

enum class Victim { parent, worker };

/// Runs the status scenarios and kills the victim after so many lines of progress.
void kill_after(std::uint32_t lines, Victim victim, std::uint32_t choice) {
  const TemporaryFolder runs;
  // Every process of the run carries the folder's name: the program in its environment, what it starts in its
  // arguments.
  const std::string libexec = runs.path() + "/libexec";
  fs::create_directory_symlink(ROADWORTHY_BUILD_FOLDER "/libexec/roadworthy", libexec);
  RunningProgram program({"run", kSource + "/scenarios/status", "--include", "health-", "--jobs", "3"},
                         {{"TMPDIR", runs.path()}, {"ROADWORTHY_LIBEXEC", libexec}});
  std::uint32_t seen = 0;
  const Ended ended = program.wait([&](const std::string&) {
    if (++seen == lines) {
      kill(victim == Victim::parent ? program.pid() : worker_of(program.pid(), choice), SIGKILL);
    }
  });
  EXPECT_TRUE(survivors(runs.path()).empty());
  if (victim == Victim::worker && ended.exit_code != 128 + SIGKILL) {
    EXPECT_TRUE(ended.exit_code == 3 || ended.exit_code == 0) << ended.exit_code << ended.out;
    EXPECT_EQ(ended.exit_code == 3, ended.out.find("killed by SIGKILL") != std::string::npos) << ended.out;
  }
  run_program({"gc"}, {{"TMPDIR", runs.path()}});
  EXPECT_EQ(run_program({"gc", "--dry-run"}, {{"TMPDIR", runs.path()}}).out, "");
}

class KilledAtRandom : public testing::TestWithParam<Victim> {};

TEST_P(KilledAtRandom, LeavesNothingOnTheStand) {
  const std::uint32_t seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int moment = 0; moment < 10; ++moment) {
    kill_after(1 + random() % 60, GetParam(), random());
  }
}

INSTANTIATE_TEST_SUITE_P(Victims, KilledAtRandom, testing::Values(Victim::parent, Victim::worker),
                         [](const auto& victim) { return victim.param == Victim::parent ? "Parent" : "Worker"; });

}  // namespace
}  // namespace roadworthy
