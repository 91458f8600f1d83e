// A sidecar that is slow and right is green: one that needs 20 s to start, one that answers each request in 900 ms.

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "cli/program_under_test.h"

namespace roadworthy {
namespace {

using namespace testing_support;
using testing::IsEmpty;

/// All scenarios with the reference sidecar at short timers, its figures nearer to the documented ones.
Verdict run_with(const std::string& command, const std::string& environment) {
  const TemporaryFolder folder;
  const std::string profile = folder.path() + "/profile.yaml";
  std::ofstream(profile) << "profile: A slow sidecar\n"
                            "subject: status-sidecar\n"
                            "command: "
                         << command
                         << "\n"
                            "environment: { STATUS_POLL_INTERVAL: 50ms, STATUS_UNREACHABLE_AFTER: 800ms, "
                            "STATUS_STALL_AFTER: 600ms, STATUS_FAILURE_WINDOW: 300ms, STATUS_HISTORY_INTERVAL: 100ms, "
                            "STATUS_REQUEST_TIMEOUT: 300ms"
                         << environment
                         << " }\n"
                            "variables: { settle: 45s, steady: 5s, stalled: 45s, late: 1s, first_point: 45s }\n";
  return verdict_of({kSource + "/scenarios/status", "--jobs", "8", "--subject", "status-sidecar=" + profile});
}

TEST(SlowSubjects, OneThatNeedsTwentySecondsToStartIsGreen) {
  const Verdict verdict = run_with(R"([/bin/sh, -c, "sleep 20; exec ${libexec}/status-sidecar"])", "");
  EXPECT_EQ(verdict.exit_code, 0) << verdict.console;
  EXPECT_THAT(verdict.red, IsEmpty());
}

TEST(SlowSubjects, OneThatAnswersEachRequestIn900MillisecondsIsGreen) {
  const Verdict verdict = run_with("[\"${libexec}/status-sidecar\"]", ", STATUS_ANSWER_DELAY: 900ms");
  EXPECT_EQ(verdict.exit_code, 0) << verdict.console;
  EXPECT_THAT(verdict.red, IsEmpty());
}

}  // namespace
}  // namespace roadworthy
