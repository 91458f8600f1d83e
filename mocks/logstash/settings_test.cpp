#include "mocks/logstash/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace roadworthy::mocks {
namespace {

using namespace std::chrono_literals;
using Environment = std::map<std::string, std::string, std::less<>>;

Result<LogstashSettings> parse(std::vector<std::string> arguments, const Environment& environment = {}) {
  return parse_command_line(std::move(arguments), [&](std::string_view name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::nullopt : std::optional(found->second);
  });
}

std::string mistake(std::vector<std::string> arguments) {
  const auto settings = parse(std::move(arguments));
  return settings ? "none" : settings.error().message;
}

std::vector<std::string_view> names(const LogstashSettings& settings) {
  std::vector<std::string_view> names;
  for (const Target* target : settings.targets) {
    names.push_back(target->name);
  }
  return names;
}

TEST(LogstashCommandLine, HasTheImagesDefaults) {
  const auto settings = parse({});
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->api_host, "0.0.0.0");
  EXPECT_EQ(settings->first_api_port, 9600);
  EXPECT_EQ(settings->last_api_port, 9700);
  EXPECT_EQ(settings->path_logs, "");
  EXPECT_EQ(settings->pipeline_id, "main");
  EXPECT_EQ(settings->batch_size, 125U);
  EXPECT_EQ(settings->batch_delay, 50U);
  EXPECT_EQ(settings->version.text(), "8.16.2");
  EXPECT_FALSE(settings->control);
  EXPECT_THAT(names(*settings), ::testing::ElementsAre("splunk-hec"));
}

TEST(LogstashCommandLine, TakesTheCommandOfADeployment) {
  for (const std::vector<std::string>& arguments : {
           std::vector<std::string>{"--control", "logstash", "-f", "/usr/share/logstash/pipeline/", "--path.logs",
                                    "/var/log/logstash"},
           std::vector<std::string>{"logstash", "--path.logs=/var/log/logstash", "--control",
                                    "--path.config=/usr/share/logstash/pipeline/"},
           std::vector<std::string>{"/usr/share/logstash/bin/logstash", "-l", "/var/log/logstash", "-f",
                                    "/usr/share/logstash/pipeline/", "--control"},
       }) {
    const auto settings = parse(arguments);
    ASSERT_TRUE(settings) << settings.error().message;
    EXPECT_EQ(settings->path_logs, "/var/log/logstash");
    EXPECT_EQ(settings->path_config, "/usr/share/logstash/pipeline/");
    EXPECT_TRUE(settings->control);
  }
}

TEST(LogstashCommandLine, TakesLogstashsOwnFlags) {
  const auto settings = parse({"-e",
                               "input { }",
                               "-w",
                               "4",
                               "-b",
                               "250",
                               "-u",
                               "5",
                               "-r",
                               "--log.level=debug",
                               "--log.format",
                               "json",
                               "--path.data",
                               "/d",
                               "--path.settings",
                               "/s",
                               "--api.http.host",
                               "127.0.0.1",
                               "--api.http.port",
                               "9600-9610",
                               "-n",
                               "edge",
                               "--pipeline.id",
                               "p",
                               "--queue.type",
                               "persisted",
                               "--config.reload.interval",
                               "5s"});
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->config_string, "input { }");
  EXPECT_EQ(settings->workers, 4U);
  EXPECT_EQ(settings->batch_size, 250U);
  EXPECT_EQ(settings->batch_delay, 5U);
  EXPECT_TRUE(settings->reload_automatic);
  EXPECT_EQ(settings->log_level, "debug");
  EXPECT_EQ(settings->log_format, "json");
  EXPECT_EQ(settings->path_data, "/d");
  EXPECT_EQ(settings->api_host, "127.0.0.1");
  EXPECT_EQ(settings->first_api_port, 9600);
  EXPECT_EQ(settings->last_api_port, 9610);
  EXPECT_EQ(settings->node_name, "edge");
  EXPECT_EQ(settings->pipeline_id, "p");
  EXPECT_EQ(settings->queue_type, "persisted");
}

TEST(LogstashCommandLine, TakesTheStandInsOwnFlags) {
  const auto settings =
      parse({"--logstash-version", "7.17.29", "--api-delay", "2s", "--pipeline-start-delay", "500ms", "--payload",
             "/_node/stats=/tmp/a=b.json", "--payload", "/=/tmp/root.json", "--target", "dynatrace", "--rate", "10"});
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->version, (LogstashVersion{7, 17, 29}));
  EXPECT_EQ(settings->api_delay, 2s);
  EXPECT_EQ(settings->pipeline_start_delay, 500ms);
  EXPECT_EQ(settings->payloads.at("/_node/stats"), "/tmp/a=b.json");
  EXPECT_EQ(settings->payloads.at("/"), "/tmp/root.json");
  EXPECT_EQ(settings->rate, 10);
  EXPECT_THAT(names(*settings), ::testing::ElementsAre("dynatrace-metrics", "dynatrace-logs"));
}

TEST(LogstashCommandLine, TakesAnAddressAsEveryStandInDoes) {
  const auto settings = parse({"--listen", "127.0.0.1:0"});
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->api_host, "127.0.0.1");
  EXPECT_EQ(settings->first_api_port, 0);
  EXPECT_EQ(settings->last_api_port, 0);
  EXPECT_EQ(mistake({"--listen", "9600"}), "option '--listen': \"9600\" is not HOST:PORT");
}

TEST(LogstashCommandLine, FindsTheTargetsInTheEnvironment) {
  EXPECT_THAT(names(*parse({}, {{"ZABBIX_SERVER", "z"}})), ::testing::ElementsAre("zabbix"));
  EXPECT_THAT(names(*parse({}, {{"DT_METRICS_URL", "m"}, {"DT_LOGS_URL", "l"}})),
              ::testing::ElementsAre("dynatrace-metrics", "dynatrace-logs"));
  EXPECT_THAT(names(*parse({}, {{"data_collection_endpoint", "e"}})), ::testing::ElementsAre("azure-log-ingestion"));
  EXPECT_THAT(names(*parse({"--target", "s3"}, {{"ZABBIX_SERVER", "z"}})), ::testing::ElementsAre("s3"));
  EXPECT_EQ(parse({}, {{"LOG_PROFILE", "security"}})->log_profile, "security");
  EXPECT_TRUE(parse({}, {{"XPACK_MONITORING_ENABLED", "false"}}));
}

TEST(LogstashCommandLine, RefusesInLogstashsWords) {
  EXPECT_EQ(mistake({"--florp"}), "Unrecognised option '--florp'");
  EXPECT_EQ(mistake({"--florp=1"}), "Unrecognised option '--florp'");
  EXPECT_EQ(mistake({"sh", "-t"}), "too many arguments");
  EXPECT_EQ(mistake({"logstash", "logstash"}), "too many arguments");
  EXPECT_THAT(mistake({"--path.logs"}), ::testing::HasSubstr("--path.logs"));
  EXPECT_THAT(mistake({"-w", "many"}), ::testing::HasSubstr("--pipeline.workers"));
  EXPECT_THAT(mistake({"--queue.type", "disk"}), ::testing::HasSubstr("--queue.type"));
  EXPECT_EQ(mistake({"--api.http.port", "9700-9600"}),
            "option '--api.http.port': \"9700-9600\" is no port and no range of ports");
  EXPECT_EQ(mistake({"--api.http.port", "70000"}),
            "option '--api.http.port': \"70000\" is no port and no range of ports");
  EXPECT_EQ(mistake({"--logstash-version", "9.0.0"}),
            "option '--logstash-version': \"9.0.0\" is no version of Logstash 7 or 8");
  EXPECT_EQ(mistake({"--target", "moon"}), "option '--target': there is no target \"moon\"");
  EXPECT_EQ(mistake({"--payload", "stats.json"}), "option '--payload': \"stats.json\" is not PATH=FILE");
  EXPECT_THAT(mistake({"--api-delay", "2"}), ::testing::StartsWith("option '--api-delay': "));
}

TEST(LogstashCommandLine, HelpsInPlaceOfAnError) {
  const auto settings = parse({"--help"});
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().message, "");
  EXPECT_THAT(settings.error().remedy, ::testing::HasSubstr("--path.logs"));
}

}  // namespace
}  // namespace roadworthy::mocks
