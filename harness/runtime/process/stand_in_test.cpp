#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "runtime/process/stand_for_tests.h"

namespace roadworthy {
namespace {

using namespace roadworthy::testing;

class StandIn : public ::testing::Test {
 protected:
  void SetUp() override { SKIP_WITHOUT_NAMESPACES(); }

  static Topology topology(std::vector<std::string> arguments) {
    ContainerSpec spec = program("logstash", std::move(arguments));
    spec.role = ContainerRole::stand_in;
    spec.stands_for = "logstash";
    spec.accepts_control = true;
    return {.pods = {pod("edge", {spec, shell("other", "exec sleep 1000")})}};
  }
  static Result<nlohmann::json> tell(Stand& stand, const nlohmann::json& command) {
    return stand.control("logstash", command, within(std::chrono::seconds(20)));
  }
};

TEST_F(StandIn, AnswersCommandsOnceItListens) {
  on_stand(topology({"stand-in"}), [](Stand& stand) {
    start(stand, {"logstash"});
    const auto answer = tell(stand, {{"command", "echo"}, {"say", "hello"}});
    ASSERT_TRUE(answer) << describe(answer.error());
    EXPECT_EQ(*answer, (nlohmann::json{{"ok", true}, {"said", "hello"}}));
    EXPECT_TRUE(tell(stand, {{"command", "echo"}, {"say", std::string(300'000, 'x')}})) << "more than a pipe holds";
  });
}

TEST_F(StandIn, ItsRefusalIsAnErrorInItsOwnWords) {
  on_stand(topology({"stand-in"}), [](Stand& stand) {
    start(stand, {"logstash"});
    const auto answer = tell(stand, {{"command", "dance"}});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().message, "logstash: the stand-in refused the command: unknown command");
  });
}

TEST_F(StandIn, SilenceEndsAtTheDeadlineAndItsEndAtOnce) {
  on_stand(topology({"stand-in"}), [](Stand& stand) {
    start(stand, {"logstash"});
    const auto silence = stand.control("logstash", {{"command", "be silent"}}, within(std::chrono::seconds(0)));
    ASSERT_FALSE(silence);
    EXPECT_EQ(silence.error().kind, ErrorKind::no_answer);
    const auto end = stand.control("logstash", {{"command", "end"}}, within(std::chrono::hours(1)));
    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().message, "logstash: the stand-in ended before it answered");
    ASSERT_TRUE(eventually(stand, [&] { return stand.state("logstash")->phase == Phase::exited; }));
    EXPECT_EQ(tell(stand, {{"command", "echo"}}).error().message, "logstash does not run, so it takes no commands");
  });
}

TEST_F(StandIn, OneThatEndsBeforeItListensFailsItsStartWithItsLastWords) {
  on_stand(topology({"nonsense"}), [](Stand& stand) {
    const auto done = stand.start({"logstash"}, within(std::chrono::seconds(20)));
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, ErrorKind::environment);
    EXPECT_EQ(done.error().message, "logstash exited with code 64 before it said that it listens\nlogstash | unknown");
  });
}

TEST_F(StandIn, OneThatNeverListensFailsItsStartAtTheDeadline) {
  on_stand(topology({"wait"}), [](Stand& stand) {
    const auto done = stand.start({"logstash"}, within(std::chrono::seconds(1)));
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().message, "logstash did not say in time that it listens");
  });
}

TEST_F(StandIn, WhatIsNoStandInTakesNoCommands) {
  on_stand(topology({"stand-in"}), [](Stand& stand) {
    start(stand, {"other"});
    const auto answer = stand.control("other", {{"command", "echo"}}, within(std::chrono::seconds(20)));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::unavailable);
  });
}

}  // namespace
}  // namespace roadworthy
