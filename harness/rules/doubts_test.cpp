#include <map>

#include <gmock/gmock.h>

#include "definition/importers.h"
#include "rules/rules.h"

namespace roadworthy {
namespace {

using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// Messages of all findings; doubts with `? ` in front.
std::vector<std::string> messages_of(const std::string& name, const std::string& text) {
  std::vector<std::string> messages;
  const auto deployments = parse_deployments(name, text);
  for (const RuleResult& result : judge(deployments.value().front(), {}, {})) {
    for (const Finding& finding : result.judgement.findings) {
      messages.push_back(finding.message);
    }
    for (const Doubt& doubt : result.judgement.doubts) {
      messages.push_back("? " + doubt.reason);
    }
  }
  return messages;
}

TEST(Doubts, CoverWhatATemplateLeavesOpenAndFailNothingForIt) {
  const std::vector<std::string> messages = messages_of("task.json.tftpl", R"({
    "family": "${family}", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc",
    "cpu": "${cpu}", "memory": "${memory}",
    "containerDefinitions": [
      { "name": "web", "image": "${image}", "portMappings": [{ "containerPort": ${port} }],
        "dependsOn": [{ "containerName": "migrate", "condition": "SUCCESS" }],
        "mountPoints": [{ "sourceVolume": "data", "containerPath": "/data" }] },
      { "name": "agent", "image": "${agent}", "essential": ${essential}, "memory": ${agent_memory} },
      ${jsonencode(further)}
    ],
    "volumes": [{ "name": "${volume}" }]})");

  EXPECT_THAT(messages, Each(StartsWith("? ")));
  EXPECT_THAT(messages, Contains(HasSubstr("the memory of task/agent is not known")));
  EXPECT_THAT(messages, Contains(HasSubstr("whether task/agent is essential is not known")));
  EXPECT_THAT(messages, Contains(HasSubstr("a port of task/web is not known")));
  EXPECT_THAT(messages, Contains(HasSubstr("depends on `migrate`, and the containers of task are not all known")));
  EXPECT_THAT(messages, Contains(HasSubstr("the volumes of task are not all known")));
}

TEST(Doubts, CoverWhatAnOpenOptionMaySet) {
  const std::vector<std::string> messages = messages_of("run.sh", R"(#!/bin/sh
mkdir -p /var/log/l
docker run -d --name logstash -v /var/log/l:/logs -p 9600:9600 logstash:8 logstash --path.logs /logs
docker run -d --name status $OPTIONS acme/logstash-status-sidecar
)");

  EXPECT_FALSE(messages.empty());
  EXPECT_THAT(messages, Each(StartsWith("? ")));
}

TEST(Doubts, CoverWhatALocalValueOfAPlanMayDependOn) {
  const auto messages = messages_of("plan.json", R"({"format_version": "1.2", "terraform_version": "1.5.7",
    "resource_changes": [
    {"address": "aws_cloudwatch_log_group.agent", "type": "aws_cloudwatch_log_group", "change": {"actions": ["create"],
     "after": {"name": "/ecs/web-agent", "retention_in_days": 14}}},
    {"address": "aws_ecs_task_definition.web", "type": "aws_ecs_task_definition", "change": {"actions": ["create"],
     "after": {"family": "web", "memory": "512", "container_definitions":
      "[{\"name\": \"web\", \"image\": \"shop:1\"}, {\"name\": \"agent\", \"image\": \"datadog/agent:7\", \"essential\": false, \"logConfiguration\": {\"logDriver\": \"awslogs\", \"options\": {\"awslogs-region\": \"eu-west-1\", \"awslogs-group\": \"/ecs/web-agent\"}}}]"}}},
    {"address": "aws_ecs_service.web", "type": "aws_ecs_service", "change": {"actions": ["create"],
     "after": {"name": "web"}, "after_unknown": {"task_definition": true}}}],
    "configuration": {"root_module": {"resources": [
     {"address": "aws_ecs_task_definition.web", "expressions": {"container_definitions": {"references": ["local.containers"]}}},
     {"address": "aws_ecs_service.web", "expressions": {"task_definition": {"references": ["aws_ecs_task_definition.web.arn", "aws_ecs_task_definition.web"]}}}]}}})");

  EXPECT_THAT(messages, Contains(HasSubstr("does not say what `local.containers` is computed from")));
  EXPECT_THAT(messages, Each(StartsWith("? ")));
}

TEST(Doubts, CoverTasksAndMachinesOfAPlanThatAreKnownOnlyAfterApply) {
  const auto deployments =
      parse_deployments("plan.json", R"({"format_version": "1.2", "terraform_version": "1.5.7", "resource_changes": [
    {"address": "aws_ecs_task_definition.web", "type": "aws_ecs_task_definition", "change": {"actions": ["create"],
     "after": {"family": "web", "cpu": "256", "memory": "512", "network_mode": "awsvpc",
      "requires_compatibilities": ["FARGATE"]},
     "after_unknown": {"arn": true, "container_definitions": true}}},
    {"address": "aws_ecs_service.web", "type": "aws_ecs_service", "change": {"actions": ["create"],
     "after": {"name": "web", "load_balancer": [{"container_name": "web", "container_port": 80}],
      "network_configuration": [{"subnets": ["subnet-1"]}]},
     "after_unknown": {"task_definition": true}}},
    {"address": "aws_launch_template.logstash", "type": "aws_launch_template", "change": {"actions": ["create"],
     "after": {"name": "l"}, "after_unknown": {"user_data": true}}},
    {"address": "aws_launch_template.bastion", "type": "aws_launch_template", "change": {"actions": ["create"],
     "after": {"name": "b"}, "after_unknown": {"user_data": true}}}],
    "configuration": {"root_module": {"resources": [
     {"address": "aws_ecs_task_definition.web", "expressions": {"container_definitions": {"references": ["aws_ssm_parameter.key.arn"]}}},
     {"address": "aws_ecs_service.web", "expressions": {"task_definition": {"references": ["aws_ecs_task_definition.web.arn", "aws_ecs_task_definition.web"]}}},
     {"address": "aws_launch_template.logstash", "expressions": {"user_data": {"references": ["aws_ecr_repository.sidecar"]}}},
     {"address": "aws_launch_template.bastion", "expressions": {"user_data": {"references": ["aws_ecr_repository.other"]}}}]}}})");
  std::map<std::string_view, std::vector<std::string>> doubts;
  for (const RuleResult& result : judge(deployments.value().front(), {}, {})) {
    EXPECT_THAT(result.judgement.findings, testing::IsEmpty()) << result.rule->id;
    for (const Doubt& doubt : result.judgement.doubts) {
      doubts[result.rule->id].push_back(doubt.reason);
    }
  }

  for (const std::string_view rule :
       {"ecs-containers-once", "ecs-essential", "ecs-loggroup-name", "ecs-loggroup-created", "ecs-loggroup-retention",
        "ecs-loggroup-order", "ecs-containers-fit", "ecs-services"}) {
    EXPECT_THAT(doubts[rule], testing::ElementsAre(HasSubstr("computed from aws_ssm_parameter.key.arn"))) << rule;
  }
  EXPECT_THAT(doubts["ecs-service-wiring"], testing::ElementsAre(HasSubstr("the containers of web are not all known")));
  for (const std::string_view rule :
       {"status-path-logs", "status-log-volume", "status-api-reachable", "status-port-open", "status-log-directory",
        "status-target-group", "status-rollout"}) {
    EXPECT_THAT(doubts[rule], testing::ElementsAre(HasSubstr("what aws_launch_template.logstash starts is not known")))
        << rule;
  }
}

TEST(Doubts, AMountAtTheLogFolderIsNotHiddenByOnesThatAreNotKnown) {
  const std::vector<std::string> messages = messages_of("run.tftpl", R"(#!/bin/sh
mkdir -p /var/log/l
docker run -d --name logstash --network host -v /var/log/l:/logs \
  %{ for name in pipelines ~}
  -v /srv/${name}:/pipelines/${name} \
  %{ endfor ~}
  logstash:8 logstash --path.logs /logs
docker run -d --name status --network host -v /var/log/l:/logs -e LOGSTASH_LOG_PATH=/logs/logstash-plain.log \
  acme/logstash-status-sidecar
)");

  EXPECT_THAT(messages, Not(Contains(HasSubstr("mounts"))));
}

TEST(Doubts, CoverWhatAPreviewLeavesOut) {
  const auto messages = [](const std::string& same) {
    return messages_of("preview.json", R"({"steps": [{"op": "replace", "urn": "urn:t", "newState": {"urn": "urn:t",
      "type": "aws:ecs/taskDefinition:TaskDefinition", "inputs": {"family": "web", "memory": "512", "containerDefinitions":
      "[{\"name\": \"web\", \"image\": \"shop:1\"}, {\"name\": \"agent\", \"image\": \"datadog/agent:7\", \"essential\": false, \"logConfiguration\": {\"logDriver\": \"awslogs\", \"options\": {\"awslogs-region\": \"eu-west-1\", \"awslogs-group\": \"/ecs/web-agent\"}}}]"}}}],
      "changeSummary": {"replace": 1, "same": )" +
                                           same + "}}");
  };

  EXPECT_THAT(messages("0"), Contains("nothing creates the log group of web/agent"));
  EXPECT_THAT(messages("3"), Contains(HasSubstr("leaves out 3 unchanged resources")));
  EXPECT_THAT(messages("3"), Each(StartsWith("? ")));
}

}  // namespace
}  // namespace roadworthy
