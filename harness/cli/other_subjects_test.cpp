// Subjects and stand-ins that are not the project's own.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/program_under_test.h"

namespace roadworthy {
namespace {

using namespace testing_support;
using nlohmann::json;
using testing::HasSubstr;

const std::string kServer = "logstash=python3 -B " + kSource + "/fixtures/apps/payload-server/payload_server.py";

json run_for_json(std::vector<std::string> arguments) {
  const TemporaryFolder folder;
  const std::string report = folder.path() + "/report.json";
  arguments.insert(arguments.end(), {"--report-json", report});
  const Ended ended = run_program(arguments);
  std::ifstream text(report);
  json verdict = json::parse(text, nullptr, false);
  EXPECT_TRUE(verdict.is_object()) << ended.out << ended.err;
  return verdict;
}

TEST(ReplacedLogstash, IsPutToTheTestLikeTheStandIn) {
  const json run =
      run_for_json({"run", kSource + "/scenarios/status/health-follows-logstash.yaml", "--subject", kServer});
  EXPECT_EQ(run.at("exit_code"), 0);
  EXPECT_EQ(run.at("items").at("STATUS-HEALTH-DOWN").at("verdict"), "holds");
  EXPECT_THAT(run.at("subjects").at("logstash").get<std::string>(),
              testing::ContainsRegex("payload_server.py, sha256:[0-9a-f]+$"));
}

TEST(ReportedSubject, HasTheDigestOfTheFilesThatItsCommandNames) {
  const TemporaryFolder folder;
  const std::string script = folder.path() + "/sidecar.py";
  const std::string scenario = kSource + "/scenarios/status/health-follows-logstash.yaml";
  const auto digest_of = [&](std::string_view text) {
    std::ofstream(script) << text;
    return run_for_json({"run", scenario, "--subject", "status-sidecar=python3 " + script})
        .at("subjects")
        .at("status-sidecar")
        .get<std::string>();
  };
  const std::string one = digest_of("raise SystemExit(1)\n");
  EXPECT_EQ(one, digest_of("raise SystemExit(1)\n"));
  EXPECT_NE(one, digest_of("raise SystemExit(2)\n"));
}

TEST(ReplacedLogstash, LeavesWhatNeedsAFaultNotShown) {
  const json run =
      run_for_json({"run", kSource + "/scenarios/status/health-logstash-errors.yaml", "--subject", kServer});
  EXPECT_EQ(run.at("exit_code"), 0);
  EXPECT_EQ(run.at("items").at("STATUS-HEALTH-UP").at("verdict"), "holds");
  EXPECT_EQ(run.at("items").at("STATUS-HEALTH-DOWN").at("verdict"), "not shown");
  EXPECT_EQ(run.at("items").at("STATUS-HEALTH-RECOVER").at("verdict"), "not shown");
  const json& steps = run.at("scenarios").at(0).at("steps");
  const auto step = std::ranges::find_if(
      steps, [](const json& each) { return each.at("text").get<std::string>().starts_with("fault"); });
  ASSERT_NE(step, steps.end());
  const json& fault = *step;
  EXPECT_EQ(fault.at("outcome"), "not shown");
  EXPECT_THAT(fault.at("reason").get<std::string>(), HasSubstr("stand-in"));
}

TEST(Mock, ListensWhereItIsToldAndSaysSoInItsFirstLine) {
  const TemporaryFolder folder;
  RunningProgram program({"mock", "logstash", "--listen", "127.0.0.1:0", "--path.logs", folder.path()}, {});
  const Ended ended = program.wait([&](const std::string& line) {
    if (line.find("Pipelines running") != std::string::npos) {
      kill(program.pid(), SIGTERM);
    }
  });
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(ended.out, testing::MatchesRegex("\\{\"event\":\"listening\",\"address\":\"127.0.0.1:[1-9][0-9]*\"\\}\n"))
      << ended.err;
}

TEST(HarnessItself, CostsLittleBesideASubjectThatAnswersAtOnce) {
  // No speed is asserted here: only that the report tells the parts of the time apart, and that they add up.
  const json run = run_for_json({"run", kSource + "/scenarios/status/health-steady.yaml"});
  const json& scenario = run.at("scenarios").at(0);
  EXPECT_GE(scenario.at("written_seconds").get<double>(), 1.0);
  EXPECT_NEAR(scenario.at("own_seconds").get<double>() + scenario.at("written_seconds").get<double>() +
                  scenario.at("awaited_seconds").get<double>(),
              scenario.at("wall_seconds").get<double>(), 0.002);
}

}  // namespace
}  // namespace roadworthy
