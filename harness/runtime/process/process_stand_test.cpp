#include <algorithm>
#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include "runtime/process/stand_for_tests.h"

namespace roadworthy {
namespace {

using namespace roadworthy::testing;
using ::testing::EndsWith;
using ::testing::HasSubstr;

class ProcessStand : public ::testing::Test {
 protected:
  void SetUp() override { SKIP_WITHOUT_NAMESPACES(); }
};

Topology one(ContainerSpec container) {
  return {.pods = {pod("edge", {std::move(container)})}};
}

bool is_listening(Stand& stand, const std::string& container) {
  return eventually(stand, [&] { return printed(stand, container).find("listening\n") != std::string::npos; });
}

std::string first_line_from(Stand& stand, std::string_view from, std::string_view host, std::uint16_t port) {
  const auto connection = stand.connect(from, host, port, within(std::chrono::seconds(20)));
  if (!connection) {
    return connection.error().message;
  }
  std::string text(256, '\0');
  pollfd awaited{.fd = connection->get(), .events = POLLIN, .revents = 0};
  ::poll(&awaited, 1, 20'000);
  const ssize_t got = ::recv(connection->get(), text.data(), text.size(), 0);
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return text;
}

TEST_F(ProcessStand, KeepsWhatAProgramPrintsAndHowItEnded) {
  on_stand(one(shell("hello", "echo one; echo two >&2; printf three; exit 3")), [](Stand& stand) {
    EXPECT_EQ(describe(*stand.state("hello")), "not started");
    EXPECT_THAT(run(stand, "hello"), EndsWith("exited with code 3"));
    EXPECT_EQ(stand.log("hello", 100).total_lines, 3U);
    EXPECT_EQ(stand.log("hello", 100).total_bytes, 13U);
    for (const char* line : {"one\n", "two\n", "three\n"}) {
      EXPECT_THAT(printed(stand, "hello"), HasSubstr(line));
    }
  });
}

TEST_F(ProcessStand, CountsLinesOverRestarts) {
  on_stand(one(shell("hello", "echo hello; exit 1")), [](Stand& stand) {
    (void)run(stand, "hello");
    EXPECT_EQ(run(stand, "hello"), "hello\nhello\nexited with code 1");
    EXPECT_EQ(stand.log("hello", 1).lines.front().number, 2U);
    EXPECT_EQ(stand.state("hello")->starts, 2U);
  });
}

TEST_F(ProcessStand, SaysWhyAProgramCannotBeRun) {
  ContainerSpec missing = shell("missing", "");
  missing.command = {"no-such-program"};
  ContainerSpec forbidden = shell("forbidden", "");
  forbidden.command = {"/etc/passwd"};
  ContainerSpec nowhere = shell("nowhere", "");
  nowhere.working_directory = "/no/such/folder";
  ContainerSpec nothing = shell("nothing", "");
  nothing.command.clear();
  on_stand({.pods = {pod("edge", {missing, forbidden, nowhere, nothing})}}, [](Stand& stand) {
    EXPECT_EQ(run(stand, "missing"), "missing: cannot run `no-such-program`: No such file or directory");
    EXPECT_EQ(run(stand, "forbidden"), "forbidden: cannot run `/etc/passwd`: Permission denied");
    EXPECT_EQ(run(stand, "nowhere"),
              "nowhere: cannot enter the working directory /no/such/folder: No such file or directory");
    EXPECT_EQ(run(stand, "nothing"), "nothing has no command, and the process runtime has no images");
  });
}

TEST_F(ProcessStand, GivesTheEnvironmentOfTheDefinitionAndNothingOfTheCaller) {
  ::setenv("ROADWORTHY_TEST_SECRET", "of the caller", 1);
  ContainerSpec container = shell("env", "env | sort | grep -v -e ^PWD= -e ^SHLVL= -e ^_=");
  container.environment = {{"COLOUR", "green"}};
  on_stand(one(container), [](Stand& stand) {
    EXPECT_EQ(run(stand, "env"),
              "COLOUR=green\n"
              "HOME=/tmp\n"
              "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n"
              "exited with code 0");
  });
}

TEST_F(ProcessStand, ReachesFromPodToPodByNameAndByLocalhostWithinAPod) {
  on_stand({.pods = {pod("east", {program("server", {"serve", "0.0.0.0", "3000", "from east"}),
                                  program("neighbour", {"ask", "localhost", "3000"})}),
                     pod("west", {program("by-pod", {"ask", "east", "3000"}),
                                  program("by-container", {"ask", "server", "3000"}),
                                  program("own-localhost", {"ask", "localhost", "3000"})})}},
           [](Stand& stand) {
             start(stand, {"server"});
             ASSERT_TRUE(is_listening(stand, "server"));
             EXPECT_EQ(run(stand, "neighbour"), "from east\nexited with code 0");
             EXPECT_EQ(run(stand, "by-pod"), "from east\nexited with code 0");
             EXPECT_EQ(run(stand, "by-container"), "from east\nexited with code 0");
             EXPECT_EQ(run(stand, "own-localhost"), "Connection refused\nexited with code 1");
           });
}

TEST_F(ProcessStand, TwoPodsMayUseOnePort) {
  on_stand({.pods = {pod("east", {program("first", {"serve", "0.0.0.0", "3000", "east"})}),
                     pod("west", {program("second", {"serve", "0.0.0.0", "3000", "west"})})}},
           [](Stand& stand) {
             start(stand, {"first", "second"});
             ASSERT_TRUE(is_listening(stand, "first") && is_listening(stand, "second"));
             EXPECT_EQ(first_line_from(stand, "", "east", 3000), "east\n");
             EXPECT_EQ(first_line_from(stand, "", "west", 3000), "west\n");
             EXPECT_EQ(first_line_from(stand, "first", "localhost", 3000), "east\n");
             EXPECT_EQ(first_line_from(stand, "second", "localhost", 3000), "west\n");
           });
}

TEST_F(ProcessStand, APodOffTheNetworkStillHasItsLocalhostAndComesBack) {
  on_stand({.pods = {pod("east", {program("server", {"serve", "0.0.0.0", "3000", "from east"})}),
                     pod("west", {program("asking", {"ask", "east", "3000"})})}},
           [](Stand& stand) {
             start(stand, {"server"});
             ASSERT_TRUE(is_listening(stand, "server"));

             ASSERT_TRUE(stand.set_connected("server", false));
             EXPECT_FALSE(stand.connect("", "east", 3000, within(std::chrono::seconds(1))));
             EXPECT_EQ(first_line_from(stand, "server", "localhost", 3000), "from east\n");

             ASSERT_TRUE(stand.set_connected("server", true));
             EXPECT_EQ(first_line_from(stand, "", "east", 3000), "from east\n");
             EXPECT_EQ(run(stand, "asking"), "from east\nexited with code 0");
           });
}

TEST_F(ProcessStand, AnOrdinaryUserMayUsePort80) {
  on_stand(one(program("server", {"serve", "0.0.0.0", "80", "on 80"})), [](Stand& stand) {
    start(stand, {"server"});
    ASSERT_TRUE(is_listening(stand, "server"));
    EXPECT_EQ(first_line_from(stand, "", "edge", 80), "on 80\n");
  });
}

TEST_F(ProcessStand, WhatListensOnLoopbackOnlyCannotBeReachedFromOutside) {
  on_stand(one(program("server", {"serve", "127.0.0.1", "3000", "private"})), [](Stand& stand) {
    start(stand, {"server"});
    ASSERT_TRUE(is_listening(stand, "server"));
    EXPECT_EQ(first_line_from(stand, "server", "localhost", 3000), "private\n");
    EXPECT_EQ(first_line_from(stand, "", "edge", 3000), "connection refused");
  });
}

TEST_F(ProcessStand, SaysWhyThereIsNoConnection) {
  on_stand(one(shell("idle", "")), [](Stand& stand) {
    const auto refused = stand.connect("", "edge", 3000, within(std::chrono::seconds(20)));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::no_answer);
    EXPECT_EQ(refused.error().message, "connection refused");
    EXPECT_EQ(first_line_from(stand, "", "nobody", 3000), "no such host: nobody");
    EXPECT_EQ(first_line_from(stand, "", "8.8.8.8", 53), "network unreachable");
  });
}

TEST_F(ProcessStand, AConnectionToAnAddressThatNobodyHasEndsAtTheDeadlineOrAtAnInterrupt) {
  on_stand(one(shell("idle", "")), [](Stand& stand) {
    const auto late = stand.connect("", "10.77.9.9", 3000, within(std::chrono::seconds(0)));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().message, "no connection before the deadline");
    stand.interrupt();
    const auto interrupted = stand.connect("", "10.77.9.9", 3000, within(std::chrono::hours(1)));
    ASSERT_FALSE(interrupted);
    EXPECT_EQ(interrupted.error().kind, ErrorKind::interrupted);
  });
}

TEST_F(ProcessStand, TheMachinesNetworkCannotBeReached) {
  on_stand(one(shell("look", "cat /proc/net/route | wc -l; ls /sys/class/net >/dev/null; grep -c : /proc/net/dev")),
           [](Stand& stand) {
             // A heading and the stand's own network; loopback and eth0.
             EXPECT_EQ(run(stand, "look"), "2\n2\nexited with code 0");
           });
}

TEST_F(ProcessStand, KillTakesEverythingAlongThatTheProgramStarted) {
  on_stand(one(program("parent", {"orphan", "roadworthy-grandchild"})), [](Stand& stand) {
    start(stand, {"parent"});
    ASSERT_TRUE(eventually(stand, [&] { return printed(stand, "parent") == "left\n"; }));
    ASSERT_TRUE(eventually_in_proc([] { return !processes_with("roadworthy-grandchild").empty(); }));
    ASSERT_TRUE(stand.kill("parent", SIGKILL));
    EXPECT_EQ(describe(*stand.state("parent")), "killed by SIGKILL (ended by a step)");
    EXPECT_TRUE(processes_with("roadworthy-grandchild").empty()) << "at once, without a wait";
  });
}

TEST_F(ProcessStand, StopLetsAProgramEndItselfAndKillsItOtherwise) {
  on_stand(
      {.pods = {pod("edge", {shell("polite", "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.01; done"),
                             shell("deaf", "echo ready; while :; do sleep 0.01; done")})}},
      [](Stand& stand) {
        start(stand, {"polite", "deaf"});
        for (const char* name : {"polite", "deaf"}) {
          ASSERT_TRUE(eventually(stand, [&] { return printed(stand, name) == "ready\n"; }));
        }
        ASSERT_TRUE(stand.stop("polite", std::chrono::seconds(20)));
        EXPECT_EQ(printed(stand, "polite"), "ready\nbye\n");
        EXPECT_EQ(describe(*stand.state("polite")), "exited with code 0 (ended by a step)");
        // The first process of a container ignores signals that it does not handle.
        ASSERT_TRUE(stand.stop("deaf", std::chrono::milliseconds(1)));
        EXPECT_EQ(describe(*stand.state("deaf")), "killed by SIGKILL (ended by a step)");
        EXPECT_TRUE(stand.stop("deaf", std::chrono::seconds(20))) << "what does not run is no error";
      });
}

TEST_F(ProcessStand, AProgramThatEndsByItselfWasNotEndedByAStep) {
  on_stand(one(shell("short", "exit 0")), [](Stand& stand) {
    EXPECT_EQ(run(stand, "short"), "exited with code 0");
    EXPECT_FALSE(stand.state("short")->ended_by_step);
  });
}

TEST_F(ProcessStand, HandsSignalsToTheProgram) {
  on_stand(one(shell("reloads", "trap 'echo reloaded' HUP; echo ready; while :; do sleep 0.01; done")),
           [](Stand& stand) {
             start(stand, {"reloads"});
             ASSERT_TRUE(eventually(stand, [&] { return printed(stand, "reloads") == "ready\n"; }));
             ASSERT_TRUE(stand.kill("reloads", SIGHUP));
             EXPECT_TRUE(eventually(stand, [&] { return printed(stand, "reloads") == "ready\nreloaded\n"; }));
             EXPECT_EQ(describe(*stand.state("reloads")), "running");
           });
}

TEST_F(ProcessStand, PauseFreezesEveryProcessUntilResume) {
  on_stand(one(program("parent", {"orphan", "roadworthy-frozen"})), [](Stand& stand) {
    start(stand, {"parent"});
    ASSERT_TRUE(eventually_in_proc([] { return !processes_with("roadworthy-frozen").empty(); }));
    ASSERT_TRUE(stand.pause("parent"));
    EXPECT_EQ(describe(*stand.state("parent")), "paused");
    for (const auto& [pid, state] : processes_with("roadworthy-frozen")) {
      EXPECT_EQ(state, 'T') << pid;
    }
    ASSERT_TRUE(stand.resume("parent"));
    EXPECT_EQ(describe(*stand.state("parent")), "running");
    EXPECT_TRUE(eventually_in_proc([] {
      return std::ranges::all_of(processes_with("roadworthy-frozen"),
                                 [](const auto& each) { return each.second == 'S'; });
    }));
    ASSERT_TRUE(stand.pause("parent"));
    ASSERT_TRUE(stand.kill("parent", SIGKILL)) << "what is paused can be killed";
  });
}

TEST_F(ProcessStand, KeepsLittleOfAProgramThatPrintsWithoutEnd) {
  on_stand(one(program("spray", {"spray", "100000000"})), [](Stand& stand) {
    (void)run(stand, "spray");
    const LogTail tail = stand.log("spray", 10);
    EXPECT_EQ(tail.total_bytes, 100'000'000U);
    ASSERT_EQ(tail.lines.size(), 1U);
    EXPECT_EQ(tail.lines.front().text.size(), 64U * 1024);
    EXPECT_TRUE(tail.lines.front().cut);
  });
}

TEST_F(ProcessStand, WaitersWakeForChangesAndForAnInterrupt) {
  on_stand(one(shell("late", "exec sleep 1000")), [](Stand& stand) {
    const std::uint64_t seen = stand.changes();
    start(stand, {"late"});
    stand.await_change(seen, within(std::chrono::hours(1)));
    EXPECT_NE(stand.changes(), seen);
    stand.interrupt();
    EXPECT_TRUE(stand.interrupted());
    stand.await_change(stand.changes(), within(std::chrono::hours(1)));
  });
}

TEST_F(ProcessStand, TearDownEndsEverythingAndCanBeRepeated) {
  on_stand(one(program("parent", {"orphan", "roadworthy-left-over"})), [](Stand& stand) {
    start(stand, {"parent"});
    ASSERT_TRUE(eventually_in_proc([] { return !processes_with("roadworthy-left-over").empty(); }));
    EXPECT_TRUE(stand.tear_down().empty());
    EXPECT_TRUE(processes_with("roadworthy-left-over").empty());
    EXPECT_EQ(describe(*stand.state("parent")), "killed by SIGKILL (ended by a step)");
    EXPECT_FALSE(stand.start({"parent"}, within(std::chrono::seconds(20))));
    EXPECT_TRUE(stand.tear_down().empty());
  });
}

}  // namespace
}  // namespace roadworthy
