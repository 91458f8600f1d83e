#include "rules/rules.h"

#include <set>

#include <gmock/gmock.h>

#include "definition/importers.h"

namespace roadworthy {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

/// Messages of the findings of one item, or of all; doubts with `? ` in front.
std::vector<std::string> findings(const std::string& name, const std::string& text, const std::string& item = "",
                                  const Policy& policy = {}) {
  const auto deployments = parse_deployments(name, text);
  if (!deployments) {
    return {describe(deployments.error().front())};
  }
  std::vector<std::string> messages;
  for (const Deployment& deployment : *deployments) {
    for (const RuleResult& result : judge(deployment, policy, {.items = {}})) {
      if (!item.empty() && result.rule->item != item) {
        continue;
      }
      for (const Finding& finding : result.judgement.findings) {
        messages.push_back(finding.message);
      }
      for (const Doubt& doubt : result.judgement.doubts) {
        messages.push_back("? " + doubt.reason);
      }
    }
  }
  return messages;
}

std::string fargate(const std::string& cpu, const std::string& memory) {
  return R"({"family": "web", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": ")" + cpu +
         R"(", "memory": ")" + memory + R"(", "containerDefinitions": [{"name": "web", "image": "shop:1"}]})";
}

TEST(Rules, HaveIdsOfTheirOwnAndAPageForEachItem) {
  std::set<std::string_view> ids;
  for (const Rule& rule : all_rules()) {
    EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
    EXPECT_FALSE(explain_page(rule.item).empty()) << rule.item;
    EXPECT_FALSE(rule.remedy.empty() || rule.needs.empty() || rule.sentence.empty()) << rule.id;
  }
}

TEST(EcsSize, KnowsTheWholeTableOfFargate) {
  struct Row {
    int cpu;
    std::vector<int> memory;
  };
  std::vector<Row> table{{256, {512, 1024, 2048}}, {512, {1024, 2048, 3072, 4096}}};
  const auto range = [&](int cpu, int least, int most, int step) {
    Row row{cpu, {}};
    for (int memory = least; memory <= most; memory += step) {
      row.memory.push_back(memory);
    }
    table.push_back(row);
  };
  range(1024, 2048, 8192, 1024);
  range(2048, 4096, 16384, 1024);
  range(4096, 8192, 30720, 1024);
  range(8192, 16384, 61440, 4096);
  range(16384, 32768, 122880, 8192);
  const auto offered = [](int cpu, int memory) {
    return findings("web.json", fargate(std::to_string(cpu), std::to_string(memory)), "ECS-SIZE").empty();
  };
  for (const Row& row : table) {
    for (int memory = 256; memory <= 131072; memory += memory < 32768 ? 256 : 4096) {
      const bool listed = std::ranges::find(row.memory, memory) != row.memory.end();
      ASSERT_EQ(offered(row.cpu, memory), listed) << row.cpu << " with " << memory;
    }
  }
  EXPECT_TRUE(findings("web.json", fargate("0.25 vCPU", "0.5 GB"), "ECS-SIZE").empty());
  EXPECT_FALSE(offered(128, 512));
  EXPECT_FALSE(offered(32768, 122880));
}

TEST(EcsValid, TakesAbsentMemoryOnlyWhereTheTaskSaysSome) {
  EXPECT_THAT(
      findings("t.json", R"({"family": "f", "containerDefinitions": [{"name": "a", "image": "i"}]})", "ECS-VALID"),
      testing::ElementsAre("neither f/a nor its task says how much memory it has"));
  EXPECT_THAT(
      findings("t.json", R"({"family": "f", "memory": "512", "containerDefinitions": [{"name": "a", "image": "i"}]})",
               "ECS-VALID"),
      IsEmpty());
}

TEST(EcsValid, OnePortInTwoContainersIsFineInBridgeMode) {
  const auto task = [](const std::string& mode) {
    return R"({"family": "f", "networkMode": ")" + mode + R"(", "memory": "512", "containerDefinitions": [
      {"name": "a", "image": "i", "portMappings": [{"containerPort": 80}]},
      {"name": "b", "image": "i", "portMappings": [{"containerPort": 80}]}]})";
  };
  EXPECT_THAT(findings("t.json", task("bridge"), "ECS-VALID"), IsEmpty());
  EXPECT_THAT(findings("t.json", task("awsvpc"), "ECS-VALID"),
              testing::ElementsAre("port 80/tcp is taken twice in the namespace of f: by f/a and f/b"));
}

TEST(EcsValid, FindsLongCirclesOnce) {
  const auto found = findings("t.json", R"({"family": "f", "memory": "512", "containerDefinitions": [
    {"name": "a", "image": "i", "dependsOn": [{"containerName": "b", "condition": "START"}]},
    {"name": "b", "image": "i", "dependsOn": [{"containerName": "c", "condition": "START"}]},
    {"name": "c", "image": "i", "dependsOn": [{"containerName": "a", "condition": "START"}]}]})",
                              "ECS-VALID");
  EXPECT_THAT(found, testing::ElementsAre("the containers of f wait for each other: a -> b -> c -> a"));
}

TEST(EcsEssential, LeavesLogRoutersAndWhatThePolicyNamesAlone) {
  const std::string router = R"({"family": "f", "memory": "512", "containerDefinitions": [
    {"name": "web", "image": "shop:1"},
    {"name": "log_router", "image": "fluent/fluent-bit", "firelensConfiguration": {"type": "fluentbit"}}]})";
  const std::string envoy = R"({"family": "f", "memory": "512", "containerDefinitions": [
    {"name": "web", "image": "shop:1"}, {"name": "envoy", "image": "envoyproxy/envoy:v1.30"}]})";
  EXPECT_THAT(findings("t.json", router, "ECS-ESSENTIAL"), IsEmpty());
  EXPECT_THAT(findings("t.json", envoy, "ECS-ESSENTIAL"),
              Contains(HasSubstr("sidecar f/envoy is essential by default")));
  EXPECT_THAT(findings("t.json", envoy, "ECS-ESSENTIAL", {.essential_sidecars = {"envoy"}}), IsEmpty());
}

/// Messages of the findings of one item that are errors.
std::vector<std::string> grave_findings(const std::string& name, const std::string& text, const std::string& item) {
  const auto deployments = parse_deployments(name, text);
  std::vector<std::string> messages;
  for (const RuleResult& result : judge(deployments.value().front(), {}, {.items = {}})) {
    for (const Finding& finding : result.judgement.findings) {
      if (result.rule->item == item && finding.severity == Severity::error) {
        messages.push_back(finding.message);
      }
    }
  }
  return messages;
}

TEST(EcsEssential, OnlyWarnsOfWhatIsOftenEssentialOnPurpose) {
  const auto task = [](const std::string& image) {
    return R"({"family": "f", "memory": "512", "containerDefinitions": [{"name": "web", "image": "shop:1"},
      {"name": "helper", "image": ")" +
           image + R"(", "essential": true}]})";
  };
  for (const std::string image : {"public.ecr.aws/aws-observability/aws-otel-collector:v0.40", "tailscale/tailscale"}) {
    EXPECT_THAT(findings("t.json", task(image), "ECS-ESSENTIAL"), testing::SizeIs(1)) << image;
    EXPECT_THAT(grave_findings("t.json", task(image), "ECS-ESSENTIAL"), IsEmpty()) << image;
  }
  EXPECT_THAT(grave_findings("t.json", task("gcr.io/datadoghq/agent/datadog-agent:7"), "ECS-ESSENTIAL"),
              testing::SizeIs(1));
}

/// A plan of one service whose agent logs to `group`, beside its log groups and data sources.
std::string plan_with_groups(const std::string& group, const std::string& groups, const std::string& data) {
  return R"({"format_version": "1.2", "terraform_version": "1.9.5", "resource_changes": [
    {"address": "aws_ecs_task_definition.web", "mode": "managed", "type": "aws_ecs_task_definition", "name": "web",
     "change": {"actions": ["create"], "after": {"family": "web", "memory": "512",
      "container_definitions": "[{\"name\": \"web\", \"image\": \"shop:1\"}, {\"name\": \"agent\", \"image\": \"datadog/agent:7\", \"essential\": false, \"logConfiguration\": {\"logDriver\": \"awslogs\", \"options\": {\"awslogs-region\": \"eu-west-1\", \"awslogs-group\": \")" +
         group + R"(\"}}}]"}, "after_unknown": {}}})" + groups + R"(],
    "prior_state": {"values": {"root_module": {"resources": [)" +
         data + "]}}}}";
}

TEST(EcsLogGroups, AGroupThatIsLookedUpIsThereAndNotTheDeploymentsOwn) {
  const std::string data = R"({"address": "data.aws_cloudwatch_log_group.agent", "mode": "data",
    "type": "aws_cloudwatch_log_group", "name": "agent",
    "values": {"name": "/ecs/web-agent", "retention_in_days": 90}, "sensitive_values": {}})";
  EXPECT_THAT(findings("plan.json", plan_with_groups("/ecs/web-agent", "", ""), "ECS-LOGGROUP-CREATED"),
              testing::ElementsAre("nothing creates the log group of web/agent"));
  for (const std::string item : {"ECS-LOGGROUP-CREATED", "ECS-LOGGROUP-RETENTION", "ECS-LOGGROUP-NAME"}) {
    EXPECT_THAT(findings("plan.json", plan_with_groups("/ecs/web-agent", "", data), item), IsEmpty()) << item;
  }
}

TEST(EcsLogGroups, AnotherConventionIsOnlyWorthAWordUntilThereIsAPolicy) {
  const auto plan = [](const std::string& name) {
    return plan_with_groups(name,
                            R"(, {"address": "aws_cloudwatch_log_group.agent", "mode": "managed",
      "type": "aws_cloudwatch_log_group", "name": "agent",
      "change": {"actions": ["create"], "after": {"name": ")" +
                                name + R"(", "retention_in_days": 30}, "after_unknown": {}}})",
                            "");
  };
  for (const std::string item : {"ECS-LOGGROUP-NAME", "ECS-LOGGROUP-RETENTION"}) {
    EXPECT_THAT(findings("plan.json", plan("/aws/ecs/web/agent"), item), testing::SizeIs(1)) << item;
    EXPECT_THAT(grave_findings("plan.json", plan("/aws/ecs/web/agent"), item), IsEmpty()) << item;
    EXPECT_THAT(grave_findings("plan.json", plan("/ecs/shop/web-agent"), item), IsEmpty()) << item;
    EXPECT_THAT(grave_findings("plan.json", plan("/ecs/other"), item), testing::SizeIs(1)) << item;
  }
}

TEST(Alloy, ACollectorThatIsSetUpInAWayOfItsOwnIsNotTheDocumentedOne) {
  const auto task = [](const std::string& volume) {
    return R"({"family": "f", "memory": "512", "containerDefinitions": [{"name": "web", "image": "shop:1"},
      {"name": "alloy", "image": "grafana/alloy:v1.5.0", "essential": false,
       "mountPoints": [{"sourceVolume": "v", "containerPath": "/v", "readOnly": true}]}],
      "volumes": [{"name": "v", "host": {"sourcePath": ")" +
           volume + R"("}}]})";
  };
  EXPECT_THAT(findings("t.json", task("/opt/alloy"), "ALLOY-DEFINITIONS"), IsEmpty());
  EXPECT_THAT(findings("t.json", task("/var/run/docker.sock"), "ALLOY-DEFINITIONS"),
              Contains(HasSubstr("has no init container")));
}

TEST(Roles, AnAgentThatStandsAloneIsAnApplication) {
  const auto deployments = parse_deployments("t.json", R"({"family": "f", "memory": "512", "containerDefinitions": [
    {"name": "datadog-agent", "image": "gcr.io/datadoghq/agent:7"}]})");
  ASSERT_TRUE(deployments);
  const ScenarioVerdict verdict = check_deployment(deployments->front(), {}, {});
  EXPECT_EQ(verdict.items.at("ECS-ESSENTIAL"), ItemVerdict::not_shown);
  EXPECT_EQ(verdict.items.at("ECS-VALID"), ItemVerdict::holds);
}

TEST(Roles, AnApplicationMayBeCalledAgent) {
  const auto essential = [](const std::string& name, const std::string& image) {
    return findings("t.json",
                    R"({"family": "f", "memory": "512", "containerDefinitions": [
      {"name": ")" + name +
                        R"(", "image": ")" + image + R"("}, {"name": "web", "image": "shop/web:1"}]})",
                    "ECS-ESSENTIAL");
  };
  EXPECT_THAT(essential("agent", "shop/agent:1"), IsEmpty());
  EXPECT_THAT(essential("agent", "datadog/agent:7"), testing::SizeIs(1));
  EXPECT_THAT(essential("metrics-agent", "shop/agent:1"), testing::SizeIs(1));
}

TEST(StatusApi, JudgesByTheNetworksOfDocker) {
  const auto script = [](const std::string& logstash, const std::string& sidecar, const std::string& url) {
    return findings("run.sh",
                    "#!/bin/sh\ndocker run -d --name logstash " + logstash + " logstash:8 logstash --path.logs /l\n" +
                        "docker run -d --name sidecar -e LOGSTASH_API_URL=" + url + " " + sidecar +
                        " status-sidecar:1\n",
                    "STATUS-API-REACHABLE");
  };
  EXPECT_THAT(script("-p 9600:9600", "--network host", "http://localhost:9600"), IsEmpty());
  EXPECT_THAT(script("-p 127.0.0.1:9600:9600", "--network host", "http://localhost:9600"), IsEmpty());
  EXPECT_THAT(script("-p 19600:9600", "--network host", "http://localhost:19600"), IsEmpty());
  EXPECT_THAT(script("--network a", "--network a", "http://logstash:9600"), IsEmpty());
  EXPECT_THAT(script("", "--network container:logstash", "http://localhost:9600"), IsEmpty());
  EXPECT_THAT(
      script("-p 9600:9600", "--add-host host.docker.internal:host-gateway", "http://host.docker.internal:9600"),
      IsEmpty());
  EXPECT_THAT(script("-p 9600:9600", "", "http://localhost:9600"), testing::SizeIs(1));
  EXPECT_THAT(script("-p 9600:9600", "", "http://host.docker.internal:9600"), testing::SizeIs(1));
  EXPECT_THAT(script("", "", "http://logstash:9600"), testing::SizeIs(1));
  EXPECT_THAT(script("--network a -p 19600:9600", "--network a", "http://logstash:19600"), testing::SizeIs(1));
  EXPECT_THAT(script("-p 9600:9600", "", "$URL"), Contains(HasSubstr("? LOGSTASH_API_URL of sidecar is not known")));
}

TEST(Verdict, AFindingThatIsWaivedNeitherFailsNorHolds) {
  Policy policy;
  policy.waivers.push_back(
      {.item = "ECS-SIZE", .only = "web", .reason = "grows soon", .until = *parse_day("2030-01-01")});
  const auto deployments = parse_deployments("web.json", fargate("256", "4096"));
  ASSERT_TRUE(deployments);
  const ScenarioVerdict before = check_deployment(deployments->front(), policy, {.today = *parse_day("2029-12-31")});
  EXPECT_EQ(before.items.at("ECS-SIZE"), ItemVerdict::waived);
  EXPECT_EQ(before.outcome, Outcome::passed);
  const ScenarioVerdict after = check_deployment(deployments->front(), policy, {.today = *parse_day("2030-01-02")});
  EXPECT_EQ(after.items.at("ECS-SIZE"), ItemVerdict::fails);
  EXPECT_EQ(after.outcome, Outcome::failed);
}

TEST(Verdict, PointsAtTheValueInTheFile) {
  const auto deployments = parse_deployments("web.json", fargate("256", "4096"));
  ASSERT_TRUE(deployments);
  const ScenarioVerdict verdict = check_deployment(deployments->front(), {}, {.items = {"ECS-SIZE"}});
  ASSERT_EQ(verdict.steps.size(), 2u);
  const StepVerdict& step = verdict.steps.front();
  EXPECT_EQ(step.rule, "ecs-fargate-size");
  EXPECT_EQ(step.text, "Fargate offers no task of 0.25 vCPU with 4 GiB, which web asks for");
  EXPECT_EQ(step.place.line, 1u);
  EXPECT_THAT(step.place.excerpt, HasSubstr("^~~~~~"));
  ASSERT_EQ(step.mismatches.size(), 1u);
  EXPECT_EQ(step.mismatches[0].expected, "512, 1024 or 2048 MiB with 0.25 vCPU");
}

}  // namespace
}  // namespace roadworthy
