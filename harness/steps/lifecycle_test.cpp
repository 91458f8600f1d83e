#include <gmock/gmock.h>

#include "steps/test_stand.h"

namespace roadworthy {
namespace {

using testing::ElementsAre;

TEST(Start, StartsAllOfItsContainersAtOnce) {
  EXPECT_THAT(calls_of("start: web"), ElementsAre("start web"));
  EXPECT_THAT(calls_of("start: [web, tool]"), ElementsAre("start web, tool"));
}

TEST(Stop, GivesTenSecondsUnlessToldOtherwise) {
  EXPECT_THAT(calls_of("stop: [web, tool]"), ElementsAre("stop web within 10s", "stop tool within 10s"));
  EXPECT_THAT(calls_of("stop: { container: web, grace: 500ms }"), ElementsAre("stop web within 500ms"));
}

TEST(Kill, SendsSigkillUnlessAnotherIsNamed) {
  EXPECT_THAT(calls_of("kill: web"), ElementsAre("kill web with 9"));
  EXPECT_THAT(calls_of("kill: { container: [web, tool], signal: SIGTERM }"),
              ElementsAre("kill web with 15", "kill tool with 15"));
  EXPECT_THAT(calls_of("kill: { container: web, signal: HUP }"), ElementsAre("kill web with 1"));
}

TEST(PauseAndResume, AreDoneToEachContainer) {
  EXPECT_THAT(calls_of("pause: [web, tool]"), ElementsAre("pause web", "pause tool"));
  EXPECT_THAT(calls_of("resume: web"), ElementsAre("resume web"));
}

TEST(DisconnectAndConnect, AreDoneToEachContainer) {
  EXPECT_THAT(calls_of("disconnect: [web, tool]"), ElementsAre("disconnect web", "disconnect tool"));
  EXPECT_THAT(calls_of("connect: web"), ElementsAre("connect web"));
}

TEST(Restart, StopsEachAndStartsItAgain) {
  EXPECT_THAT(calls_of("restart: [web, tool]"),
              ElementsAre("stop web within 10s", "start web", "stop tool within 10s", "start tool"));
}

TEST(Actions, EndAtTheFirstContainerThatFails) {
  RecordingStand stand;
  stand.broken = "tool";
  const auto done = read_step("pause: [web, tool, other]").action.run(stand, TimePoint::max());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, "tool is broken");
  EXPECT_THAT(stand.calls, ElementsAre("pause web"));
}

TEST(Actions, SayWhatTheyDoAndToWhom) {
  EXPECT_EQ(read_step("start: [web, tool]").action.description, "start web, tool");
  EXPECT_EQ(read_step("kill: { container: web, signal: TERM }").action.description, "kill web with SIGTERM");
  const auto addresses = read_step("kill: [web, tool]").action.addresses;
  ASSERT_EQ(addresses.size(), 2u);
  EXPECT_EQ(addresses[1].name, "tool");
  EXPECT_EQ(describe(addresses[1].where), "test.yaml:1:13");
}

TEST(Actions, NameAContainer) {
  EXPECT_EQ(read_step("start: []").mistakes, R"(test.yaml:1:8: `start` names no container
  start: []
         ^~
)");
  EXPECT_EQ(read_step("pause:").mistakes, R"(test.yaml:1:1: `pause` names no container
  pause:
  ^~~~~
)");
  EXPECT_EQ(read_step("kill: { signal: TERM }").mistakes, R"(test.yaml:1:7: `kill` needs the key `container`
  kill: { signal: TERM }
        ^~~~~~~~~~~~~~~~
)");
}

TEST(Kill, AnUnknownSignalIsPointedAt) {
  EXPECT_EQ(read_step("kill: { container: web, signal: SIGKIL }").mistakes, R"(test.yaml:1:33: unknown signal `SIGKIL`
  kill: { container: web, signal: SIGKIL }
                                  ^~~~~~
  name it as SIGKILL, SIGTERM, SIGHUP, ...
)");
}

TEST(Stop, AnUnknownKeySaysWhichIsMeant) {
  EXPECT_EQ(read_step("stop: { container: web, grac: 1s }").mistakes,
            R"(test.yaml:1:25: unknown key `grac` in `stop` (did you mean `grace`?)
  stop: { container: web, grac: 1s }
                          ^~~~
  allowed: container, grace
)");
}

}  // namespace
}  // namespace roadworthy
