// The stand fits more than its own reference: a sidecar that was written apart from it, in another language, from the
// same documents, at the documented timers and figures. The runs are mostly waiting and go side by side; the longest
// takes the five documented minutes of input without output.

#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/program_under_test.h"

namespace roadworthy {
namespace {

using namespace testing_support;
using testing::Contains;
using testing::IsEmpty;

const std::vector<std::string> kSecond{"--jobs", "16", "--subject",
                                       "status-sidecar=" + kSource + "/fixtures/sidecars/status-python/profile.yaml"};

std::future<Verdict> start(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), kSecond.begin(), kSecond.end());
  return std::async(std::launch::async, [arguments] { return verdict_of(arguments); });
}

TEST(SecondSubject, PassesAtTheDocumentedFiguresAndItsDefectsAreCaught) {
  auto sound = start({kSource + "/scenarios/status"});
  const std::string follows = kSource + "/scenarios/status/health-follows-logstash.yaml";
  auto never_unhealthy = start({follows, "--environment", "status-sidecar:SEEDED_FAULT=never-unhealthy"});
  auto stuck_unhealthy = start({follows, "--environment", "status-sidecar:SEEDED_FAULT=stuck-unhealthy"});

  const Verdict never = never_unhealthy.get();
  EXPECT_THAT(never.red, testing::ElementsAre("STATUS-HEALTH-DOWN")) << never.console;
  const Verdict stuck = stuck_unhealthy.get();
  EXPECT_THAT(stuck.red, testing::ElementsAre("STATUS-HEALTH-RECOVER")) << stuck.console;
  const Verdict all = sound.get();
  EXPECT_EQ(all.exit_code, 0) << all.console;
  EXPECT_THAT(all.red, IsEmpty());
  EXPECT_THAT(all.green, Contains("STATUS-HEALTH-DEGRADED"));
}

/// The configuration sidecar has other paths, keys, bodies and words, too: its profile says which.
std::vector<std::string> with_second_configuration_sidecar(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(),
                   {"--subject", "config-sidecar=" + kSource + "/fixtures/sidecars/config-python/profile.yaml"});
  return arguments;
}

TEST(SecondConfigurationSidecar, PassesByItsProfileAlone) {
  const Verdict all = verdict_of(with_second_configuration_sidecar({kSource + "/scenarios/config", "--jobs", "8"}));
  EXPECT_EQ(all.exit_code, 0) << all.console;
  EXPECT_THAT(all.red, IsEmpty());
  EXPECT_GE(all.green.size(), 12U);
}

TEST(SecondConfigurationSidecar, ItsDefectsAreCaught) {
  const Verdict everyone =
      verdict_of(with_second_configuration_sidecar({kSource + "/scenarios/config/namespace.yaml", "--environment",
                                                    "config-sidecar:SEEDED_FAULT=answers-for-everyone"}));
  EXPECT_THAT(everyone.red, testing::ElementsAre("CONFIG-NAMESPACE")) << everyone.console;
  const Verdict stuck = verdict_of(
      with_second_configuration_sidecar({kSource + "/scenarios/config/reconnect-compaction.yaml", "--environment",
                                         "config-sidecar:SEEDED_FAULT=stuck-after-compaction"}));
  EXPECT_THAT(stuck.red, testing::ElementsAre("CONFIG-RECONNECT")) << stuck.console;
}

}  // namespace
}  // namespace roadworthy
