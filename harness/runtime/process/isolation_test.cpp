#include "runtime/process/isolation.h"

#include <csignal>
#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/process/process_tree.h"
#include "runtime/process/stand_for_tests.h"

namespace roadworthy {
namespace {

using namespace roadworthy::testing;

/// A worker that has started a program in a session of its own and then does as `then` says.
class Worker {
 public:
  Worker(IsolationMode mode, std::function<void()> then) : marker_("roadworthy-test-" + std::to_string(::getpid())) {
    auto ready = make_pipe();
    auto go = make_pipe();
    // A parent of its own, so that the test can end that too.
    parent_ = ::fork();
    if (parent_ == 0) {
      const pid_t worker = ::fork();
      if (worker == 0) {
        work(mode, ready->write, go->read, then);
      }
      int status = 0;
      ::waitpid(worker, &status, 0);
      ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    }
    ready->write.reset();
    char byte = 0;
    EXPECT_EQ(::read(ready->read.get(), &byte, 1), 1) << "the worker did not become ready";
    EXPECT_TRUE(eventually_in_proc([&] { return processes_with(marker_).size() == 1; }));
    for (pid_t next = parent_; next > 0;) {
      lineage_.push_back(next);
      const std::vector<pid_t> children = children_of(next);
      next = children.empty() || processes_with(marker_).contains(children.front()) ? 0 : children.front();
    }
    EXPECT_EQ(::write(go->write.get(), "!", 1), 1);
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker() {
    ::kill(parent_, SIGKILL);
    ::waitpid(parent_, nullptr, 0);
  }

  [[nodiscard]] pid_t parent() const { return lineage_.at(0); }
  [[nodiscard]] pid_t outside() const { return lineage_.at(1); }
  [[nodiscard]] pid_t inside(std::size_t generation) const { return lineage_.at(2 + generation); }

  /// How the worker ended: its exit code, or 128 and its signal.
  [[nodiscard]] int outcome() const {
    int status = 0;
    ::waitpid(parent_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  [[nodiscard]] bool leaves_nothing() const {
    return eventually_in_proc([&] {
      return processes_with(marker_).empty() && std::ranges::all_of(lineage_, [&](pid_t pid) {
               return pid == parent_ || read_some("/proc/" + std::to_string(pid) + "/cmdline", 1).empty();
             });
    });
  }

 private:
  [[noreturn]] void work(IsolationMode mode, const UniqueFd& ready, const UniqueFd& go,
                         const std::function<void()>& then) {
    const auto isolation = enter_isolation({.folder = folder_.path(), .wanted = mode, .parent = 0});
    if (!isolation) {
      ::_exit(99);
    }
    if (::fork() == 0) {
      ::setsid();
      const std::string program = ROADWORTHY_BUILD_FOLDER "/bin/runtime_process_test_program";
      ::execl(program.c_str(), program.c_str(), "wait", marker_.c_str(), nullptr);
      ::_exit(98);
    }
    char byte = '!';
    if (::write(ready.get(), &byte, 1) == 1 && ::read(go.get(), &byte, 1) == 1) {
      then();
    }
    ::_exit(97);
  }

  Folder folder_;
  std::string marker_;
  pid_t parent_ = -1;
  std::vector<pid_t> lineage_;
};

void wait_for_ever() {
  while (true) {
    ::pause();
  }
}

class IsolationInNamespaces : public ::testing::Test {
 protected:
  void SetUp() override { SKIP_WITHOUT_NAMESPACES(); }
};

TEST_F(IsolationInNamespaces, TheWorkersExitCodeIsTheCallers) {
  EXPECT_EQ(Worker(IsolationMode::namespaces, [] { ::_exit(7); }).outcome(), 7);
}

TEST_F(IsolationInNamespaces, TheWorkersCrashIsTheCallers) {
  EXPECT_EQ(Worker(IsolationMode::namespaces,
                   [] {
                     ::signal(SIGSEGV, SIG_DFL);  // A sanitizer has its own way with it.
                     ::raise(SIGSEGV);
                   })
                .outcome(),
            128 + SIGSEGV);
  EXPECT_EQ(Worker(IsolationMode::namespaces, [] { std::abort(); }).outcome(), 128 + SIGABRT);
}

TEST_F(IsolationInNamespaces, SignalsAreHandedOn) {
  const Worker worker(IsolationMode::namespaces, wait_for_ever);
  ::kill(worker.outside(), SIGTERM);
  EXPECT_EQ(worker.outcome(), 128 + SIGTERM);
  EXPECT_TRUE(worker.leaves_nothing());
}

TEST_F(IsolationInNamespaces, NothingSurvivesTheEndOfTheParent) {
  const Worker worker(IsolationMode::namespaces, wait_for_ever);
  ::kill(worker.parent(), SIGKILL);
  EXPECT_TRUE(worker.leaves_nothing());
}

TEST_F(IsolationInNamespaces, NothingSurvivesTheEndOfTheProcessOutside) {
  const Worker worker(IsolationMode::namespaces, wait_for_ever);
  ::kill(worker.outside(), SIGKILL);
  EXPECT_EQ(worker.outcome(), 128 + SIGKILL);
  EXPECT_TRUE(worker.leaves_nothing());
}

TEST_F(IsolationInNamespaces, NothingSurvivesTheEndOfTheFirstProcessInside) {
  const Worker worker(IsolationMode::namespaces, wait_for_ever);
  ::kill(worker.inside(0), SIGKILL);
  EXPECT_EQ(worker.outcome(), 128 + SIGKILL);
  EXPECT_TRUE(worker.leaves_nothing());
}

TEST_F(IsolationInNamespaces, NothingSurvivesTheEndOfTheScenariosProcess) {
  const Worker worker(IsolationMode::namespaces, wait_for_ever);
  ::kill(worker.inside(1), SIGKILL);
  EXPECT_EQ(worker.outcome(), 128 + SIGKILL);
  EXPECT_TRUE(worker.leaves_nothing());
}

TEST_F(IsolationInNamespaces, OrphansAreReapedAndTheWorkersOwnChildrenAreLeftToIt) {
  in_worker(IsolationMode::namespaces, [](const Isolation&, const std::string&) {
    const pid_t own = ::fork();
    if (own == 0) {
      if (::fork() == 0) {
        ::_exit(1);  // An orphan as soon as the other one has ended.
      }
      ::_exit(5);
    }
    int status = 0;
    EXPECT_EQ(::waitpid(own, &status, 0), own);
    EXPECT_EQ(WEXITSTATUS(status), 5);
    EXPECT_TRUE(eventually_in_proc([] { return children_of(1) == std::vector<pid_t>{::getpid()}; }));
  });
}

TEST_F(IsolationInNamespaces, ItsUserIsTheCallers) {
  const uid_t caller = ::geteuid();
  in_worker(IsolationMode::namespaces, [&](const Isolation& isolation, const std::string&) {
    EXPECT_EQ(::geteuid(), caller);
    EXPECT_EQ(isolation.user_namespace, caller != 0);
    EXPECT_EQ(describe(isolation), "namespaces");
  });
}

TEST(IsolationInSharedMode, NothingSurvivesTheEndOfTheParent) {
  const Worker worker(IsolationMode::shared, wait_for_ever);
  ::kill(worker.parent(), SIGKILL);
  EXPECT_TRUE(worker.leaves_nothing());
}

TEST(IsolationInSharedMode, NothingSurvivesTheEndOfTheScenariosProcess) {
  const Worker worker(IsolationMode::shared, wait_for_ever);
  ::kill(worker.inside(0), SIGKILL);
  EXPECT_EQ(worker.outcome(), 128 + SIGKILL);
  EXPECT_TRUE(worker.leaves_nothing());
}

TEST(IsolationInSharedMode, TheWorkersExitCodeIsTheCallers) {
  EXPECT_EQ(Worker(IsolationMode::shared, [] { ::_exit(7); }).outcome(), 7);
}

TEST(Isolation, AnUnknownWishIsAMistakeOfTheUser) {
  ::setenv("ROADWORTHY_ISOLATION", "much", 1);
  const auto isolation = enter_isolation({.folder = "/tmp", .wanted = {}, .parent = 0});
  ::unsetenv("ROADWORTHY_ISOLATION");
  ASSERT_FALSE(isolation);
  EXPECT_EQ(isolation.error().kind, ErrorKind::usage);
  EXPECT_EQ(isolation.error().message, "ROADWORTHY_ISOLATION is `much`");
}

TEST(Isolation, AParentThatHasEndedIsAnInterrupt) {
  const auto isolation = enter_isolation({.folder = "/tmp", .wanted = {}, .parent = ::getpid()});
  ASSERT_FALSE(isolation);
  EXPECT_EQ(isolation.error().kind, ErrorKind::interrupted);
}

}  // namespace
}  // namespace roadworthy
