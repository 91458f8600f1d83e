// Programs that are run inside a container, and files in its volumes.

#include <algorithm>
#include <cstdlib>
#include <ctime>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/movable_clock.h"
#include "runtime/process/stand_for_tests.h"

namespace roadworthy {
namespace {

using namespace roadworthy::testing;
using ::testing::HasSubstr;

class Inside : public ::testing::Test {
 protected:
  void SetUp() override { SKIP_WITHOUT_NAMESPACES(); }
};

/// A container that waits, with a volume `logs` at /logs.
Topology waiting() {
  ContainerSpec container = shell("web", "echo up; exec sleep 1000");
  container.environment["COLOUR"] = "blue";
  container.volumes.push_back({.source = "logs", .target = "/logs", .read_only = false, .where = {}});
  return {.pods = {pod("edge", {std::move(container)})}};
}

std::string output_of(Stand& stand, const std::string& script) {
  const auto done = stand.exec("web", {"/bin/sh", "-c", script}, within(std::chrono::seconds(20)));
  return done ? fmt::format("{}exit code {}", done->output, done->exit_code) : done.error().message;
}

TEST_F(Inside, AProgramSeesTheContainersFilesNamesAndEnvironment) {
  on_stand(waiting(), [](Stand& stand) {
    start(stand, {"web"});
    EXPECT_EQ(output_of(stand, "echo $COLOUR; hostname; echo here > /logs/from-inside; exit 3"),
              "blue\nweb\nexit code 3");
    EXPECT_EQ(stand.read_file({"logs", "from-inside"}, 100, TimePoint::max()).value_or("no file"), "here\n");
    EXPECT_EQ(output_of(stand, "kill -9 $$"), "exit code 137");
    EXPECT_THAT(output_of(stand, "echo to; echo both >&2"), HasSubstr("to\nboth\n"));
  });
}

TEST_F(Inside, AProgramThatDoesNotEndOrIsNotThereIsTold) {
  on_stand(waiting(), [](Stand& stand) {
    EXPECT_EQ(output_of(stand, "true"), "web does not run, so nothing can be run inside it");
    start(stand, {"web"});
    const auto late = stand.exec("web", {"sleep", "1000"}, within(std::chrono::seconds(1)));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().message, "`sleep 1000` in web: it did not end in time");
    const auto none = stand.exec("web", {"/no/such"}, within(std::chrono::seconds(20)));
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().message, "web: cannot run `/no/such`: No such file or directory");
    EXPECT_EQ(describe(*stand.state("web")), "running");
  });
}

TEST_F(Inside, WhatAProgramLeavesBehindEndsWithTheContainer) {
  on_stand(waiting(), [](Stand& stand) {
    start(stand, {"web"});
    EXPECT_EQ(output_of(stand, "setsid sleep 86399 >/dev/null 2>&1 & echo left"), "left\nexit code 0");
    ASSERT_TRUE(stand.kill("web", SIGKILL));
    EXPECT_TRUE(eventually_in_proc([] { return processes_with("86399").empty(); }));
  });
}

TEST_F(Inside, FilesAreWrittenInPlaceAppendedAndRenamed) {
  on_stand(waiting(), [](Stand& stand) {
    start(stand, {"web"});
    const VolumeFile file{"logs", "deep/er/app.log"};
    const auto read = [&](const std::string& path) {
      return stand.read_file({"logs", path}, 100, TimePoint::max()).value_or("no file");
    };
    ASSERT_TRUE(stand.write_file(file, "one\n", WriteMode::append, TimePoint::max()));
    const std::string before = output_of(stand, "stat -c %i:%a /logs/deep/er/app.log");
    ASSERT_TRUE(stand.write_file(file, "two\n", WriteMode::append, TimePoint::max()));
    EXPECT_EQ(read(file.path), "one\ntwo\n");
    ASSERT_TRUE(stand.write_file(file, "three\n", WriteMode::replace, TimePoint::max()));
    EXPECT_EQ(read(file.path), "three\n");
    EXPECT_EQ(output_of(stand, "stat -c %i:%a /logs/deep/er/app.log"), before);
    EXPECT_THAT(before, HasSubstr(":666"));
    ASSERT_TRUE(stand.rename_file(file, "app.log.1", TimePoint::max()));
    EXPECT_EQ(read("app.log.1"), "three\n");
    EXPECT_EQ(read(file.path), "no file");
  });
}

TEST_F(Inside, ALinkOutOfAVolumeLeadsNowhere) {
  on_stand(waiting(), [](Stand& stand) {
    start(stand, {"web"});
    ASSERT_EQ(output_of(stand, "ln -s /etc/passwd /logs/file; ln -s / /logs/folder; mkfifo /logs/pipe"), "exit code 0");
    const auto message = [&](const std::string& path) {
      const auto read = stand.read_file({"logs", path}, 100'000, TimePoint::max());
      return read ? *read : read.error().message;
    };
    EXPECT_EQ(message("file"), "cannot open file in volume logs: a link lies on the way");
    EXPECT_EQ(message("folder/etc/passwd"), "cannot open folder/etc/passwd in volume logs: a link lies on the way");
    EXPECT_EQ(message("pipe"), "pipe in volume logs is not a regular file");
    EXPECT_FALSE(stand.write_file({"logs", "file"}, "x", WriteMode::replace, TimePoint::max()));
    EXPECT_FALSE(stand.write_file({"logs", "folder/tmp/x"}, "x", WriteMode::replace, TimePoint::max()));
    EXPECT_FALSE(stand.rename_file({"logs", "none"}, "folder/tmp/x", TimePoint::max()));
  });
}

TEST_F(Inside, AFileThatIsTooLongIsRefused) {
  on_stand(waiting(), [](Stand& stand) {
    ASSERT_TRUE(stand.write_file({"logs", "a"}, std::string(11, 'x'), WriteMode::replace, TimePoint::max()));
    const auto read = stand.read_file({"logs", "a"}, 10, TimePoint::max());
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, ErrorKind::no_answer);
    EXPECT_EQ(read.error().message, "a in volume logs is longer than 10 bytes");
  });
}

TEST_F(Inside, AClockIsMovedWhileItsProgramRuns) {
  ContainerSpec container = shell("web", "echo up; exec sleep 1000");
  make_clock_movable(container, "web");
  on_stand({.pods = {pod("edge", {std::move(container)})}}, [](Stand& stand) {
    start(stand, {"web"});
    if (output_of(stand, "grep -q libfaketime /proc/1/maps") != "exit code 0") {
      GTEST_SKIP() << "libfaketime is not there";
    }
    const auto clock = [&](const char* offset) {
      EXPECT_TRUE(stand.write_file(clock_file("web"), offset, WriteMode::replace, TimePoint::max()));
      return std::atoll(output_of(stand, "date +%s").c_str());
    };
    const auto truth = static_cast<long long>(std::time(nullptr));
    EXPECT_NEAR(clock("+0"), truth, 60);
    EXPECT_NEAR(clock("+90000"), truth + 90'000, 60);
    EXPECT_NEAR(clock("-3600"), truth - 3600, 60);
  });
}

TEST(InsideShared, AProgramRunsWithTheContainersEnvironment) {
  on_stand(
      {.pods = {pod("edge", {shell("web", "exec sleep 1000")})}},
      [](Stand& stand) {
        start(stand, {"web"});
        EXPECT_EQ(output_of(stand, "echo $HOME; exit 2"), "/tmp\nexit code 2");
      },
      IsolationMode::shared);
}

}  // namespace
}  // namespace roadworthy
