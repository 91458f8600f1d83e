// The program as a scenario uses it: a child process, its control channel, its API, its log file.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include "mocks/http/eventually.h"
#include "mocks/http/started_program.h"

namespace roadworthy::mocks {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const std::string kProgram = ROADWORTHY_BUILD_FOLDER "/libexec/roadworthy/roadworthy-logstash";
const fs::path kPayloads = fs::path(ROADWORTHY_SOURCE_FOLDER) / "../shared/corpus/logstash";

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Command line of a stand-in on a free port of this machine alone.
std::vector<std::string> command(std::vector<std::string> more = {}) {
  std::vector<std::string> all{kProgram, "--control", "--api.http.host", "127.0.0.1", "--api.http.port", "0"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

class Program : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "logstash-program-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  httplib::Result get(std::uint16_t port, const std::string& path) {
    httplib::Client client("127.0.0.1", port);
    client.set_read_timeout(30);
    return client.Get(path);
  }
  int status(std::uint16_t port, const std::string& path) {
    const auto answer = get(port, path);
    return answer ? answer->status : 0;
  }

  fs::path folder_;
};

TEST_F(Program, SaysFirstWhereItListens) {
  StartedProgram program(command());
  const auto line = program.read_line();
  ASSERT_TRUE(line);
  EXPECT_THAT(*line, ::testing::MatchesRegex(R"(\{"event":"listening","address":"127\.0\.0\.1:[0-9]+"\})"));
}

TEST_F(Program, TakesADeploymentsCommandAndWritesItsLog) {
  StartedProgram program(command({"logstash", "-f", "/usr/share/logstash/pipeline/", "--path.logs", folder_.string()}));
  const std::uint16_t port = program.await_port();
  EXPECT_EQ(status(port, "/"), 200);
  const fs::path log = folder_ / "logstash-plain.log";
  ASSERT_TRUE(eventually([&] { return text_of(log).find("Pipelines running") != std::string::npos; }));
  EXPECT_THAT(text_of(log), ::testing::HasSubstr("[INFO ][logstash.agent           ] Successfully started Logstash API "
                                                 "endpoint {:port=>" +
                                                 std::to_string(port) + ", :ssl_enabled=>false}\n"));

  EXPECT_EQ(program.ask({{"id", 1}, {"command", "log"}, {"lines", {"marker one", "marker two"}}})["ok"], true);
  EXPECT_THAT(text_of(log), ::testing::HasSubstr("marker one\nmarker two\n"));
  const json rotated = program.ask({{"id", 2}, {"command", "rotate"}});
  EXPECT_TRUE(fs::exists(folder_ / rotated["archive"].get<std::string>()));
  EXPECT_THAT(text_of(log), ::testing::Not(::testing::HasSubstr("marker one")));
}

TEST_F(Program, WritesALineNowAndThenByItsRate) {
  StartedProgram program(command({"--path.logs", folder_.string(), "--rate", "0"}));
  ASSERT_NE(program.await_port(), 0);
  const fs::path log = folder_ / "logstash-plain.log";
  ASSERT_TRUE(eventually([&] { return text_of(log).find("Pipelines running") != std::string::npos; }));
  EXPECT_THAT(text_of(log), ::testing::Not(::testing::HasSubstr("Events so far")));
  program.ask({{"command", "model"}, {"set", {{"rate", 100'000}}}});
  EXPECT_TRUE(eventually([&] { return text_of(log).find("Events so far") != std::string::npos; }));
}

TEST_F(Program, EndsAtOnceWithZeroOnASignal) {
  for (const int number : {SIGTERM, SIGINT}) {
    StartedProgram program(command({"--path.logs", folder_.string()}));
    const std::uint16_t port = program.await_port();
    program.ask({{"command", "fault"}, {"faults", {{{"kind", "hang"}}}}});
    std::thread hanging([&] { EXPECT_EQ(status(port, "/"), 0); });
    ASSERT_TRUE(eventually([&] { return program.ask({{"command", "journal"}})["total"] == 1; }));
    program.signal(number);
    EXPECT_EQ(program.await_exit(), 0);
    hanging.join();
  }
  EXPECT_THAT(text_of(folder_ / "logstash-plain.log"), ::testing::EndsWith("Logstash shut down.\n"));
}

TEST_F(Program, EndsWhenItsControlChannelEnds) {
  StartedProgram program(command());
  ASSERT_NE(program.await_port(), 0);
  program.close_input();
  EXPECT_EQ(program.await_exit(), 0);
}

TEST_F(Program, RunsOnWithoutStandardInputWhenAPersonStartsIt) {
  StartedProgram program({kProgram, "--api.http.host", "127.0.0.1", "--api.http.port", "0"});
  const std::uint16_t port = program.await_port();
  program.close_input();
  EXPECT_EQ(status(port, "/"), 200);
  program.signal(SIGTERM);
  EXPECT_EQ(program.await_exit(), 0);
}

TEST_F(Program, ExitsWithOneWhenItIsToldNonsense) {
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{"--florp"},
                                                {"--payload", "/=/nowhere"},
                                                {"--path.logs", "/proc/nowhere"},
                                                {"--api.http.host", "192.0.2.1"}}) {
    StartedProgram program(command(wrong));
    EXPECT_EQ(program.await_exit(), 1) << wrong[0];
  }
}

TEST_F(Program, ChecksAConfigurationAndExits) {
  StartedProgram program({kProgram, "-t", "-f", "/anything"});
  EXPECT_EQ(program.read_line(), "Configuration OK");
  EXPECT_EQ(program.await_exit(), 0);
}

TEST_F(Program, ServesRecordedPayloadsByteForByteAndTheModelElsewhere) {
  if (!fs::exists(kPayloads)) {
    GTEST_SKIP() << "no corpus beside the source folder";
  }
  const fs::path stats = kPayloads / "node-stats.json";
  const fs::path root = kPayloads / "node-info.json";
  StartedProgram program(command({"--payload", "/_node/stats=" + stats.string(), "--payload", "/=" + root.string()}));
  const std::uint16_t port = program.await_port();
  EXPECT_EQ(get(port, "/_node/stats")->body, text_of(stats));
  EXPECT_EQ(get(port, "/")->body, text_of(root));
  EXPECT_EQ(json::parse(get(port, "/_node/stats/jvm")->body)["version"], "8.16.2");
}

TEST_F(Program, OpensItsApiLaterThanItStarts) {
  StartedProgram program(command({"--api-delay", "1h", "--path.logs", folder_.string()}));
  const std::uint16_t port = program.await_port();
  ASSERT_NE(port, 0);
  EXPECT_EQ(get(port, "/").error(), httplib::Error::Connection);
  EXPECT_EQ(program.ask({{"command", "faults"}})["ok"], true);
  EXPECT_THAT(text_of(folder_ / "logstash-plain.log"), ::testing::Not(::testing::HasSubstr("Successfully started")));

  StartedProgram soon(command({"--api-delay", "30ms"}));
  const std::uint16_t other = soon.await_port();
  EXPECT_TRUE(eventually([&] { return status(other, "/") == 200; }));
}

TEST_F(Program, HasNoPipelinesUntilTheyAreLoaded) {
  StartedProgram program(command({"--pipeline-start-delay", "1h"}));
  const std::uint16_t port = program.await_port();
  EXPECT_EQ(json::parse(get(port, "/_node/stats")->body)["pipelines"], json::object());
  EXPECT_EQ(program.ask({{"command", "pipeline_start_delay"}, {"for", "0s"}})["ok"], true);
  EXPECT_TRUE(json::parse(get(port, "/_node/stats")->body)["pipelines"].contains("main"));
}

TEST_F(Program, TellsTheFiguresOfOneMomentAndWhatItServed) {
  StartedProgram program(command({"--rate", "1000"}), {"LOG_PROFILE=all", "DT_LOGS_URL=x"});
  const std::uint16_t port = program.await_port();
  program.ask(
      {{"command", "model"}, {"set", {{"frozen", true}, {"heap_used_percent", 93}, {"open_file_descriptors", 7411}}}});
  const json served = json::parse(get(port, "/_node/stats")->body);
  const json told = program.ask({{"id", 5}, {"command", "model"}, {"get", true}});
  EXPECT_EQ(told["id"], 5);
  EXPECT_EQ(told["stats"], served);
  EXPECT_EQ(told["served"]["/_node/stats"]["document"], served);
  EXPECT_EQ(served["jvm"]["mem"]["heap_used_percent"], 93);
  EXPECT_EQ(served["process"]["open_file_descriptors"], 7411);
  EXPECT_EQ(told["settings"]["frozen"], true);
  const json& main = served["pipelines"]["main"];
  std::uint64_t all = 0;
  for (const auto& [tag, counts] : told["log_types"].items()) {
    all += counts["in"].get<std::uint64_t>();
  }
  EXPECT_EQ(main["events"]["in"], all);
  EXPECT_EQ(main["plugins"]["outputs"][0]["id"], "dynatrace-logs");
}

TEST_F(Program, RefusesSettingsThatMakeNoSense) {
  StartedProgram program(command());
  ASSERT_NE(program.await_port(), 0);
  const auto error = [&](const json& set) {
    return program.ask({{"command", "model"}, {"set", set}}).value("error", "none");
  };
  EXPECT_EQ(error({{"heap", 1}}),
            "the model has no field \"heap\"; it knows rate, stalled, terminated, frozen, pipelines, reload_failures, "
            "heap_used_percent, open_file_descriptors, dead_letter_queue, failing_outputs, passed");
  EXPECT_EQ(error({{"heap_used_percent", 101}}), "\"heap_used_percent\" must be a whole number from 0 to 100");
  EXPECT_THAT(error({{"failing_outputs", {"moon"}}}), ::testing::StartsWith("there is no output \"moon\"; there are "));
  EXPECT_EQ(error({{"failing_outputs", {{{"output", "http"}, {"how", "x"}}}}}),
            "an output does not fail by \"x\" but by unreachable or rejects");
  EXPECT_EQ(error({{"rate", -1}}), "\"rate\" must be a number from 0 to 1000000");
  EXPECT_EQ(error({{"heap_used_percent", nullptr}, {"dead_letter_queue", nullptr}}), "none");
}

TEST_F(Program, RestartsAtZeroAndKeepsTheIdOfItsData) {
  const std::vector<std::string> arguments = command({"--path.data", folder_.string(), "--rate", "100000"});
  const auto life = [&] {
    StartedProgram program(arguments);
    return json::parse(get(program.await_port(), "/_node/stats")->body);
  };
  const json first = life();
  const json second = life();
  EXPECT_EQ(first["id"], second["id"]);
  EXPECT_NE(first["ephemeral_id"], second["ephemeral_id"]);
  EXPECT_LT(second["jvm"]["uptime_in_millis"], 60'000);
}

}  // namespace
}  // namespace roadworthy::mocks
