#include "mocks/logstash/api.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mocks/http/manual_clock.h"

namespace roadworthy::mocks {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

const std::filesystem::path kCorpus = std::filesystem::path(ROADWORTHY_SOURCE_FOLDER) / "../shared/corpus/logstash";

/// The API of a process that has run for 100 seconds at 100 events a second, unless the test says otherwise.
class Api : public ::testing::Test {
 protected:
  void build(std::string_view version = "8.16.2", std::initializer_list<std::string_view> targets = {"splunk-hec"},
             const ModelSettings& settings = {.rate = 100}) {
    Node node{.host = "edge",
              .name = "edge",
              .id = "11111111-2222-4333-8444-555555555555",
              .ephemeral_id = "66666666-7777-4888-9999-000000000000",
              .http_address = "0.0.0.0:9600",
              .started_at = 1'700'000'000'000};
    node.settings.version = *parse_version(version);
    ModelOptions options;
    for (const std::string_view target : targets) {
      node.settings.targets.push_back(find_target(target));
    }
    options.pipeline.targets = node.settings.targets;
    model_ = std::make_unique<Model>(options, settings, clock_);
    api_ = std::make_unique<LogstashApi>(node, *model_, std::map<std::string, std::string>{{"/paid", "  as it is\n"}});
    clock_.advance(100s);
  }
  httplib::Response call(const std::string& method, const std::string& target, const std::string& body = "") {
    httplib::Request request;
    request.method = method;
    request.path = target.substr(0, target.find('?'));
    request.body = body;
    if (const auto query = target.find('?'); query != target.npos) {
      httplib::detail::parse_query_text(target.substr(query + 1), request.params);
    }
    httplib::Response response;
    response.status = 200;
    api_->answer(request, response);
    return response;
  }
  json get(const std::string& target, int status = 200) {
    const httplib::Response response = call("GET", target);
    EXPECT_EQ(response.status, status) << target;
    EXPECT_EQ(response.get_header_value("Content-Type"), "application/json");
    return json::parse(response.body);
  }

  ManualClock clock_;
  std::unique_ptr<Model> model_;
  std::unique_ptr<LogstashApi> api_;
};

std::set<std::string> keys(const json& object) {
  std::set<std::string> keys;
  for (const auto& [key, value] : object.items()) {
    keys.insert(key);
  }
  return keys;
}

TEST_F(Api, TellsWhoItIs) {
  build();
  const json root = get("/");
  EXPECT_EQ(root["host"], "edge");
  EXPECT_EQ(root["version"], "8.16.2");
  EXPECT_EQ(root["http_address"], "0.0.0.0:9600");
  EXPECT_EQ(root["status"], "green");
  EXPECT_EQ(root["pipeline"], (json{{"workers", 2}, {"batch_size", 125}, {"batch_delay", 50}}));
  EXPECT_EQ(root["build_snapshot"], false);
}

TEST_F(Api, AnswersAnUnknownPathAsLogstashDoes) {
  build();
  for (const char* const path : {"/x", "/_node/x", "/_node/stats/x", "/_node/stats/pipelines/x", "/_node/pipelines/x",
                                 "/_node/plugins/x", "/_node/stats/jvm/x", "/_nodes", "/_node/hot_threads/x"}) {
    EXPECT_EQ(get(path, 404), (json{{"path", path}, {"status", 404}, {"error", {{"message", "Not Found"}}}}));
  }
  EXPECT_EQ(call("POST", "/_node/stats").status, 404);
}

TEST_F(Api, GivesTheTypesThatAreAskedFor) {
  build();
  const json whole = get("/_node/stats");
  EXPECT_TRUE(keys(whole).contains("jvm") && keys(whole).contains("flow") && keys(whole).contains("queue"));
  EXPECT_EQ(get("/_node/stats/"), whole);
  const json some = get("/_node/stats/jvm,events");
  EXPECT_EQ(some["jvm"], whole["jvm"]);
  EXPECT_EQ(some["events"], whole["events"]);
  EXPECT_FALSE(some.contains("pipelines"));
  EXPECT_TRUE(some.contains("version"));
  const json one = get("/_node/stats/pipelines/main");
  EXPECT_EQ(one["pipelines"], whole["pipelines"]);
  EXPECT_FALSE(one.contains("jvm"));

  EXPECT_EQ(keys(get("/_node/os,jvm")).contains("pipelines"), false);
  EXPECT_EQ(get("/_node/pipelines/main")["pipelines"]["main"]["batch_size"], 125);
  EXPECT_EQ(get("/_node")["jvm"]["start_time_in_millis"], 1'700'000'000'000);
  const json plugins = get("/_node/plugins");
  EXPECT_EQ(plugins["total"], plugins["plugins"].size());
}

TEST_F(Api, ReportsTheModelsFigures) {
  build();
  const json stats = get("/_node/stats");
  EXPECT_EQ(stats["events"]["in"], 10'000);
  EXPECT_EQ(stats["jvm"]["uptime_in_millis"], 100'000);
  const json& main = stats["pipelines"]["main"];
  EXPECT_EQ(main["events"], stats["events"]);
  EXPECT_EQ(main["plugins"]["outputs"][1]["id"], "splunk-mitm");
  EXPECT_EQ(main["plugins"]["outputs"][1]["name"], "http");
  EXPECT_EQ(main["plugins"]["outputs"][1]["events"]["out"], 1500);
  EXPECT_EQ(main["plugins"]["inputs"][0]["name"], "udp");
  EXPECT_EQ(main["plugins"]["inputs"][0]["events"]["out"], 8000);
  EXPECT_EQ(main["flow"]["input_throughput"]["current"], 100.0);
  EXPECT_EQ(main["queue"]["type"], "memory");
  EXPECT_FALSE(main.contains("dead_letter_queue"));
}

TEST_F(Api, ShowsADeadLetterQueueOnceItIsEnabled) {
  build("8.16.2", {"elasticsearch"}, {.rate = 100, .dead_letter_queue = DeadLetterQueue{.bytes = 4096, .events = 7}});
  EXPECT_EQ(get("/_node/stats")["pipelines"]["main"]["dead_letter_queue"]["queue_size_in_bytes"], 4096);
  EXPECT_EQ(get("/_node/pipelines")["pipelines"]["main"]["dead_letter_queue_enabled"], true);
}

TEST_F(Api, LeavesOutCountersOfDocumentsThatNeverCounted) {
  build("8.16.2", {"elasticsearch"});
  const json output = get("/_node/stats")["pipelines"]["main"]["plugins"]["outputs"][0];
  EXPECT_EQ(keys(output["documents"]), (std::set<std::string>{"successes"}));
  EXPECT_EQ(keys(output["bulk_requests"]), (std::set<std::string>{"successes", "responses"}));
}

/// Everything that `recorded` has, `ours` has too, and of the same type.
void expect_shape(const json& recorded, const json& ours, const std::string& where) {
  const bool numbers = recorded.is_number() && ours.is_number();
  ASSERT_TRUE(numbers || recorded.type() == ours.type() || recorded.is_null() || ours.is_null()) << where;
  if (recorded.is_object()) {
    for (const auto& [key, value] : recorded.items()) {
      ASSERT_TRUE(ours.contains(key)) << where << "/" << key;
      expect_shape(value, ours[key], where + "/" + key);
    }
  }
}

json recorded(const char* file) {
  std::ifstream in(kCorpus / file);
  return json::parse(in);
}

TEST_F(Api, HasEveryFieldOfWhatALogstash8Said) {
  if (!std::filesystem::exists(kCorpus)) {
    GTEST_SKIP() << "no corpus beside the source folder";
  }
  build("8.15.0", {"elasticsearch"}, {.rate = 100, .dead_letter_queue = DeadLetterQueue{}});
  json theirs = recorded("node-stats.json");
  json ours = get("/_node/stats");
  theirs["pipelines"].erase(".monitoring-logstash");
  // Plugins differ by configuration; one of a kind is compared.
  for (json* const document : {&theirs, &ours}) {
    json& plugins = (*document)["pipelines"]["main"]["plugins"];
    plugins = json{{"input", plugins["inputs"].back()},
                   {"codec", plugins["codecs"].front()},
                   {"filter", plugins["filters"].front()},
                   {"output", plugins["outputs"].front()}};
  }
  theirs["pipelines"]["main"]["plugins"]["filter"]["flow"] = {{"worker_utilization", {{"current", 0.0}}}};
  expect_shape(theirs, ours, "");
  expect_shape(recorded("node-info.json"), get("/"), "");
}

TEST_F(Api, HasEveryFieldOfWhatALogstash7Said) {
  if (!std::filesystem::exists(kCorpus)) {
    GTEST_SKIP() << "no corpus beside the source folder";
  }
  build("7.17.29");
  json theirs = recorded("node-stats-5x.json");
  theirs["pipelines"]["main"].erase("plugins");
  theirs["pipelines"]["main"].erase("flow");
  expect_shape(theirs, get("/_node/stats"), "");
}

TEST_F(Api, KnowsWhatEachVersionHas) {
  build("7.17.29");
  EXPECT_FALSE(get("/_node/stats").contains("flow"));
  EXPECT_FALSE(get("/_node/stats")["pipelines"]["main"]["plugins"]["outputs"][0].contains("flow"));
  get("/_health_report", 404);
  build("8.9.0");
  EXPECT_FALSE(get("/_node/stats")["pipelines"]["main"]["flow"].contains("worker_utilization"));
  build("8.15.3");
  get("/_health_report", 404);
  EXPECT_FALSE(get("/_node/stats")["pipelines"]["main"].contains("pipeline"));
  build("8.18.0");
  EXPECT_TRUE(get("/_node/stats")["pipelines"]["main"].contains("pipeline"));
}

TEST_F(Api, ReportsGoodHealth) {
  build();
  const json report = get("/_health_report");
  EXPECT_EQ(report["status"], "green");
  EXPECT_EQ(report["symptom"], "1 indicator is healthy (`pipelines`)");
  EXPECT_EQ(report["indicators"]["pipelines"]["indicators"]["main"]["details"]["status"]["state"], "RUNNING");
}

TEST_F(Api, ReportsWorkersThatAreBlocked) {
  build("8.16.2", {"splunk-hec"}, {.rate = 100, .stalled = true});
  json report = get("/_health_report");
  EXPECT_EQ(report["status"], "yellow");
  EXPECT_EQ(get("/")["status"], "yellow");
  clock_.advance(5min);
  report = get("/_health_report");
  EXPECT_EQ(report["status"], "red");
  const json& main = report["indicators"]["pipelines"]["indicators"]["main"];
  EXPECT_EQ(main["symptom"], "The pipeline is unhealthy; 1 area is impacted and 1 diagnosis is available");
  EXPECT_EQ(main["diagnosis"][0]["id"], "logstash:health:pipeline:flow:worker_utilization:diagnosis:5m-blocked");
  EXPECT_EQ(main["impacts"][0]["severity"], 1);
}

TEST_F(Api, ShowsPipelinesThatFailed) {
  build("8.16.2", {"splunk-hec"}, {.rate = 100, .terminated = true});
  const json main = get("/_node/stats")["pipelines"]["main"];
  EXPECT_EQ(main["events"], nullptr);
  EXPECT_EQ(main["queue"], nullptr);
  EXPECT_EQ(main["plugins"]["outputs"], json::array());
  EXPECT_EQ(get("/")["status"], "red");
  const json report = get("/_health_report")["indicators"]["pipelines"]["indicators"]["main"];
  EXPECT_EQ(report["details"]["status"]["state"], "TERMINATED");
  EXPECT_EQ(report["diagnosis"][0]["id"], "logstash:health:pipeline:status:diagnosis:terminated");
}

TEST_F(Api, KeepsTheStatusGreenBeforeThereWasAHealthReport) {
  build("8.15.0", {"splunk-hec"}, {.rate = 100, .stalled = true});
  clock_.advance(1h);
  EXPECT_EQ(get("/")["status"], "green");
}

TEST_F(Api, ListsHotThreadsForPrograms) {
  build();
  const json threads = get("/_node/hot_threads?threads=2&stacktrace_size=1")["hot_threads"];
  EXPECT_EQ(threads["busiest_threads"], 2);
  EXPECT_EQ(threads["threads"][0]["traces"].size(), 1U);
  EXPECT_GE(threads["threads"][0]["percent_of_cpu_time"], threads["threads"][1]["percent_of_cpu_time"]);
  EXPECT_EQ(get("/_node/hot_threads?ignore_idle_threads=false")["hot_threads"]["busiest_threads"], 5);
  EXPECT_EQ(get("/_node/hot_threads")["hot_threads"]["busiest_threads"], 4);
  EXPECT_TRUE(get("/_node/hot_threads?ordered_by=moon", 400).contains("error"));
}

TEST_F(Api, ListsHotThreadsForPeople) {
  build();
  const httplib::Response response = call("GET", "/_node/hot_threads?human");
  EXPECT_EQ(response.get_header_value("Content-Type"), "text/plain");
  EXPECT_THAT(response.body, ::testing::StartsWith("::: {edge}\nHot threads at "));
  EXPECT_THAT(response.body, ::testing::HasSubstr("busiestThreads=4: \n" + std::string(80, '=') + "\n"));
  EXPECT_THAT(response.body, ::testing::HasSubstr("thread name: '[main]>worker0', thread id: 31 \n"));
  EXPECT_EQ(call("GET", "/_node/hot_threads?human=false").get_header_value("Content-Type"), "application/json");
}

TEST_F(Api, PrintsPrettyWhenItIsAskedTo) {
  build();
  EXPECT_THAT(call("GET", "/?pretty").body,
              ::testing::StartsWith("{\n  \"host\" : \"edge\",\n  \"version\" : \"8.16.2\",\n"));
  EXPECT_THAT(call("GET", "/").body, ::testing::StartsWith(R"({"host":"edge","version":"8.16.2",)"));
  const std::string pretty = call("GET", "/_node/stats?pretty").body;
  EXPECT_THAT(pretty, ::testing::HasSubstr("\"inputs\" : [ {\n"));
  EXPECT_EQ(json::parse(pretty), get("/_node/stats"));
}

TEST_F(Api, ChangesLogLevels) {
  build();
  EXPECT_EQ(json::parse(call("PUT", "/_node/logging", R"({"logger.logstash.agent":"DEBUG"})").body)["acknowledged"],
            true);
  EXPECT_EQ(get("/_node/logging")["loggers"]["logstash.agent"], "DEBUG");
  call("PUT", "/_node/logging/reset");
  EXPECT_EQ(get("/_node/logging")["loggers"]["logstash.agent"], "INFO");
  const httplib::Response wrong = call("PUT", "/_node/logging", R"({"florp":"DEBUG"})");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(json::parse(wrong.body), (json{{"error", "unrecognized option [florp]"}}));
}

TEST_F(Api, ServesAPayloadAsItIs) {
  build();
  EXPECT_EQ(call("GET", "/paid").body, "  as it is\n");
  EXPECT_EQ(call("GET", "/paid?pretty").body, "  as it is\n");
}

TEST_F(Api, RemembersWhatItServed) {
  build();
  const json first = get("/_node/stats");
  clock_.advance(1s);
  const json second = get("/_node/stats");
  clock_.advance(1s);
  get("/nowhere", 404);
  const auto served = api_->served();
  ASSERT_EQ(served.size(), 1U);
  EXPECT_EQ(served.at("/_node/stats").number, 2U);
  EXPECT_EQ(json::parse(served.at("/_node/stats").document.dump()), second);
  EXPECT_NE(first, second);
}

}  // namespace
}  // namespace roadworthy::mocks
