// Statistics of real Logstashes, as they were recorded, in the place of the stand-in's own: what the sidecar makes of
// them must agree with them. The recordings lie beside the source folder; without them there is nothing to show.

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "cli/program_under_test.h"

namespace roadworthy {
namespace {

using namespace testing_support;
using testing::IsSupersetOf;

constexpr std::string_view kScenario =
    R"(scenario: Statistics that were recorded from a real Logstash are shown as they are
labels: [status-sidecar]
variables:
  settle: 45s
  payload: /node-stats.json   # an answer of /_node/stats
topology:
  pods:
    edge:
      logstash: { stand_in: logstash, command: [logstash, --payload, "/_node/stats=${payload}"] }
      status: { subject: status-sidecar }
steps:
  - start: [logstash, status]
  - eventually: { item: STATUS-HEALTH-UP, within: "${settle}", http: "GET http://edge:3000/api/health", status: 200 }
  - eventually:
      item: STATUS-STATS
      within: "${settle}"
      http: "GET http://edge:3000/api/stats"
      status: 200
      json: { "": { no_negative_numbers: true } }
      agrees_with:
        stand_in: logstash
        values:
          - /events/in
          - /events/out
          - [/jvm/mem/heap_used_percent, /jvm/mem/heap_used_in_bytes]
          - /jvm/threads/count
          - [/process/cpu/total_in_millis, /process/mem/total_virtual_in_bytes]
          - /version
)";

class RecordedPayloads : public testing::TestWithParam<std::string> {};

TEST_P(RecordedPayloads, AreShownAsTheyAre) {
  const std::string payload = kSource + "/../shared/corpus/logstash/" + GetParam() + ".json";
  if (!std::filesystem::is_regular_file(payload)) {
    GTEST_SKIP() << payload << " is not there";
  }
  const TemporaryFolder folder;
  std::ofstream(folder.path() + "/stats.yaml") << kScenario;
  const Verdict verdict = verdict_of({folder.path() + "/stats.yaml", "--subject",
                                      "status-sidecar=" + kSource + "/fixtures/sidecars/status/profile.yaml",
                                      "--variable", "payload=" + std::filesystem::canonical(payload).string()});
  EXPECT_EQ(verdict.exit_code, 0) << verdict.console;
  EXPECT_THAT(verdict.green, IsSupersetOf({"STATUS-STATS"}));
}

INSTANTIATE_TEST_SUITE_P(All, RecordedPayloads, testing::Values("node-stats", "node-stats-5x"),
                         [](const auto& each) { return each.param == "node-stats" ? "Logstash8_15" : "Logstash7_11"; });

}  // namespace
}  // namespace roadworthy
