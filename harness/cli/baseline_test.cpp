#include "cli/baseline.h"

#include <gmock/gmock.h>

#include "definition/importers.h"

namespace roadworthy {
namespace {

using testing::HasSubstr;

ScenarioVerdict against(const std::string& file, const std::string& before, const std::string& after) {
  const auto old = parse_deployments(file, before);
  const auto now = parse_deployments(file, after);
  return check_baseline(old.value(), now.value(), {});
}

std::vector<std::string> failures(const ScenarioVerdict& verdict) {
  std::vector<std::string> texts;
  for (const StepVerdict& step : verdict.steps) {
    if (step.outcome == StepOutcome::failed) {
      texts.push_back(step.text);
    }
  }
  return texts;
}

constexpr const char* kLogstash = R"(services:
  logstash:
    image: logstash:8
    command: logstash --path.logs /var/log/logstash
    volumes: ["logs:/var/log/logstash"]
)";
constexpr const char* kStatus = R"(  status:
    image: acme/status
    ports: ["3000:3000"]
    environment: { LOGSTASH_API_URL: "http://logstash:9600" }
    volumes: ["logs:/var/log/logstash:ro"]
    depends_on: [logstash]
)";
constexpr const char* kVolumes = "volumes: { logs: {} }\n";

TEST(Baseline, AStatusSidecarThatIsNewLeavesLogstashAsItWas) {
  const ScenarioVerdict verdict =
      against("compose.yaml", std::string(kLogstash) + kVolumes, std::string(kLogstash) + kStatus + kVolumes);

  EXPECT_THAT(failures(verdict), testing::IsEmpty());
  EXPECT_EQ(verdict.items.at("STATUS-OPTIONAL"), ItemVerdict::holds);
  EXPECT_THAT(verdict.steps.front().text, HasSubstr("the sidecar status of"));
}

TEST(Baseline, WhatElseChangedWithTheSidecarIsTold) {
  std::string changed = kLogstash;
  changed.replace(changed.find("logstash:8"), 10, "logstash:9");
  const ScenarioVerdict verdict =
      against("compose.yaml", std::string(kLogstash) + kVolumes, changed + kStatus + kVolumes);

  EXPECT_THAT(failures(verdict), testing::ElementsAre(HasSubstr("image: `logstash:8` became `logstash:9`")));
  EXPECT_EQ(verdict.items.at("STATUS-OPTIONAL"), ItemVerdict::fails);
}

TEST(Baseline, ASidecarThatOneTaskHadAlreadyIsNewToTheOther) {
  const auto plan = [](const std::string& worker) {
    const auto task = [](const std::string& name, const std::string& more) {
      return R"({"address": "aws_ecs_task_definition.)" + name + R"(", "mode": "managed",
        "type": "aws_ecs_task_definition", "name": ")" +
             name + R"(", "values": {"family": ")" + name + R"(", "container_definitions": "[{\"name\": \")" + name +
             R"(\", \"image\": \"shop:1\"})" + more + R"(]"}})";
    };
    const std::string agent =
        R"(, {\"name\": \"datadog-agent\", \"image\": \"datadog/agent:7\", \"essential\": false})";
    return R"({"format_version": "1.2", "terraform_version": "1.9.5", "planned_values": {"root_module": {"resources": [)" +
           task("web", agent) + ", " + task("worker", worker.empty() ? "" : agent) + "]}}}";
  };
  const ScenarioVerdict verdict = against("plan.json", plan(""), plan("with"));

  EXPECT_THAT(failures(verdict), testing::IsEmpty());
  EXPECT_EQ(verdict.items.at("ECS-SINGLE"), ItemVerdict::holds);
  EXPECT_THAT(verdict.steps.front().text, HasSubstr("the sidecar datadog-agent of aws_ecs_task_definition.worker"));
}

TEST(Baseline, TellsAChangeOfATaskWithBothPlaces) {
  const ScenarioVerdict verdict = against(
      "task.json", R"({"family": "web", "containerDefinitions": [{"name": "web", "image": "shop:1", "memory": 64}]})",
      R"({"family": "web", "containerDefinitions": [{"name": "web", "image": "shop:1", "memory": 65}]})");

  ASSERT_EQ(failures(verdict).size(), 1U);
  EXPECT_THAT(verdict.steps.front().reason, HasSubstr("it was at task.json:1"));
  EXPECT_EQ(verdict.steps.front().place.line, 1U);
  EXPECT_EQ(verdict.items.at("ECS-SINGLE"), ItemVerdict::fails);
}

}  // namespace
}  // namespace roadworthy
