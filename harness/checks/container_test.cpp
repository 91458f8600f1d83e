#include <csignal>

#include <gmock/gmock.h>

#include "checks/test_check.h"

namespace roadworthy {
namespace {

TEST(ContainerCheck, ComparesThePhase) {
  FakeStand stand;

  const auto running = look_once("{container: status, state: running}", stand);
  const auto paused = look_once("{container: status, state: paused}", stand);

  EXPECT_TRUE(running->holds);
  EXPECT_EQ(running->sample, "running");
  EXPECT_EQ(running->seen, "status is running");
  EXPECT_FALSE(paused->holds);
  EXPECT_EQ(describe_all(paused->mismatches), "status paused, seen status is running");
}

TEST(ContainerCheck, ComparesExitCodeAndSignalAndTellsAllThatDiffers) {
  FakeStand stand;
  stand.set_state("status", {.phase = Phase::exited, .exit_code = 3});
  EXPECT_TRUE(look_once("{container: status, exit_code: 3}", stand)->holds);
  EXPECT_EQ(
      describe_all(look_once("{container: status, state: running, exit_code: 0, signal: SIGKILL}", stand)->mismatches),
      "status running, seen status is exited with code 3\n"
      "status exited with code 0, seen status is exited with code 3\n"
      "status ended by SIGKILL, seen status is exited with code 3");

  stand.set_state("status", {.phase = Phase::exited, .signal = SIGSEGV});
  EXPECT_TRUE(look_once("{container: status, signal: SIGSEGV}", stand)->holds);
  EXPECT_FALSE(look_once("{container: status, exit_code: 0}", stand)->holds);
}

TEST(ContainerCheck, IsAnErrorWhereTheStandCannotTell) {
  FakeStand stand;

  const auto seen = look_once("{container: other, state: running}", stand);

  ASSERT_FALSE(seen);
  EXPECT_EQ(seen.error().message, "no container is called other");
}

TEST(ContainerCheck, NamesItsContainerAndLooksAtEveryChange) {
  const ReadCheck read = read_check("{container: status, state: exited, exit_code: 1, signal: TERM}");

  EXPECT_EQ(read.check.description, "status is exited with exit code 1 by SIGTERM");
  EXPECT_EQ(read.check.addresses.at(0).name, "status");
  EXPECT_TRUE(read.check.follows_events);
}

TEST(ContainerCheck, ComparesWhatOnlyAnEngineTells) {
  FakeStand stand;
  stand.set_usage({.memory_high_water_bytes = 600, .cpu_seconds = 6}, 1001);

  EXPECT_TRUE(
      look_once("{container: status, user: {above: 0}, memory_high_water: {at_most: 600}, cpus: {below: 0.1}}", stand)
          ->holds);
  EXPECT_EQ(
      describe_all(look_once("{container: status, user: 0, memory_high_water: {at_most: 512}, cpus: {above: 0}}", stand)
                       ->mismatches),
      "the user of status is 0, seen 1001\n"
      "the number of busy processors of status is above 0, seen 0.0\n"
      "the memory's high-water mark of status is at most 512, seen 600");
}

TEST(ContainerCheck, ComparesHealthAndWhetherMemoryRanOut) {
  FakeStand stand;
  EXPECT_EQ(describe_all(look_once("{container: status, health: healthy}", stand)->mismatches),
            "status healthy, seen without a health check");
  stand.set_state("status", {.phase = Phase::running, .out_of_memory = true, .health = "unhealthy"});

  EXPECT_EQ(look_once("{container: status, health: unhealthy}", stand)->sample, "unhealthy");
  EXPECT_EQ(describe_all(look_once("{container: status, health: healthy, out_of_memory: false}", stand)->mismatches),
            "status did not run out of memory, seen ran out of memory\n"
            "status healthy, seen unhealthy");
}

TEST(ContainerCheck, CannotBeShownWhereTheRuntimeDoesNotTell) {
  FakeStand stand;

  const auto seen = look_once("{container: status, user: {above: 0}}", stand);

  ASSERT_FALSE(seen);
  EXPECT_EQ(seen.error().kind, ErrorKind::unavailable);
}

TEST(ContainerCheck, NamesAVariableThatMustNotBeThereAndKeepsItsValueToItself) {
  FakeStand stand;
  stand.set_environment({"PATH=/bin", "ETCD_ENDPOINTS=http://etcd:2379", "CONFIG_SERVICE_URL=http://localhost:8080"});

  EXPECT_TRUE(look_once("{container: status, no_variable: 'AWS_SECRET'}", stand)->holds);
  const auto seen = look_once("{container: status, no_variable: '^ETCD_|:2379'}", stand);
  ASSERT_EQ(seen->mismatches.size(), 1);
  EXPECT_EQ(seen->mismatches[0].expected, "no variable of status matches /^ETCD_|:2379/");
  EXPECT_EQ(seen->mismatches[0].seen, "`ETCD_ENDPOINTS`");
}

TEST(ContainerCheck, RefusesWhatCannotBe) {
  EXPECT_EQ(mistakes_of("{container: status}"),
            "a container check needs `state`, `exit_code`, `signal`, `out_of_memory`, `health`, `user`, "
            "`no_variable`, `memory_high_water`, `cpus` or `image_size`\n");
  EXPECT_EQ(mistakes_of("{container: status, health: well}"),
            "unknown health `well`: allowed are starting, healthy, unhealthy\n");
  EXPECT_EQ(mistakes_of("{container: status, state: dead}"),
            "unknown state `dead`: allowed are created, running, paused, exited\n");
  EXPECT_EQ(mistakes_of("{container: status, exit_code: 256}"), "256 is no exit code: it is a number from 0 to 255\n");
  EXPECT_EQ(mistakes_of("{container: status, signal: SIGNOPE}"),
            "unknown signal `SIGNOPE`: name it as SIGKILL, SIGTERM, SIGSEGV, ...\n");
}

}  // namespace
}  // namespace roadworthy
