#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/process/process_runtime.h"
#include "runtime/process/stand_for_tests.h"

namespace roadworthy {
namespace {

using namespace roadworthy::testing;
using ::testing::HasSubstr;

class ProcessStand : public ::testing::Test {
 protected:
  void SetUp() override { SKIP_WITHOUT_NAMESPACES(); }
};

TEST_F(ProcessStand, RunsAProgramAndKeepsWhatItPrints) {
  on_stand({.pods = {pod("edge", {shell("hello", "echo one; echo two >&2; printf three; exit 3")})}}, [](Stand& stand) {
    EXPECT_EQ(describe(*stand.state("hello")), "not started");
    EXPECT_THAT(run(stand, "hello"), HasSubstr("exited with code 3"));
    const LogTail tail = stand.log("hello", 100);
    EXPECT_EQ(tail.total_lines, 3U);
    EXPECT_EQ(tail.total_bytes, 13U);
    EXPECT_THAT(printed(stand, "hello"), HasSubstr("one\n"));
    EXPECT_THAT(printed(stand, "hello"), HasSubstr("two\n"));
    EXPECT_THAT(printed(stand, "hello"), HasSubstr("three\n"))
        << "a line without a newline counts when the program ends";
  });
}

TEST_F(ProcessStand, SaysWhyAProgramCannotBeRun) {
  ContainerSpec missing = shell("missing", "");
  missing.command = {"no-such-program"};
  ContainerSpec forbidden = shell("forbidden", "");
  forbidden.command = {"/etc/passwd"};
  ContainerSpec nowhere = shell("nowhere", "");
  nowhere.working_directory = "/no/such/folder";
  on_stand({.pods = {pod("edge", {missing, forbidden, nowhere})}}, [](Stand& stand) {
    EXPECT_EQ(run(stand, "missing"), "missing: cannot run `no-such-program`: No such file or directory");
    EXPECT_EQ(run(stand, "forbidden"), "forbidden: cannot run `/etc/passwd`: Permission denied");
    EXPECT_EQ(run(stand, "nowhere"),
              "nowhere: cannot enter the working directory /no/such/folder: No such file or directory");
  });
}

}  // namespace
}  // namespace roadworthy
