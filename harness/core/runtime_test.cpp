#include "core/runtime.h"

#include <csignal>

#include <gtest/gtest.h>

namespace roadworthy {
namespace {

TEST(ContainerState, SaysHowAContainerEnded) {
  EXPECT_EQ(describe(ContainerState{.phase = Phase::exited, .exit_code = 3, .signal = {}}), "exited with code 3");
  EXPECT_EQ(describe(ContainerState{.phase = Phase::exited, .exit_code = {}, .signal = SIGKILL}), "killed by SIGKILL");
}

TEST(ContainerState, SaysThatAStepEndedIt) {
  const ContainerState state{.phase = Phase::exited, .exit_code = {}, .signal = SIGKILL, .ended_by_step = true};
  EXPECT_EQ(describe(state), "killed by SIGKILL (ended by a step)");
}

TEST(ContainerState, SaysThatItRunsOrNot) {
  EXPECT_EQ(describe(ContainerState{}), "not started");
  EXPECT_EQ(describe(ContainerState{.phase = Phase::running, .exit_code = {}, .signal = {}}), "running");
  EXPECT_EQ(describe(ContainerState{.phase = Phase::paused, .exit_code = {}, .signal = {}}), "paused");
}

}  // namespace
}  // namespace roadworthy
