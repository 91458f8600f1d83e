#include "rules/rules.h"

#include <filesystem>
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

TEST(Roles, AnAgentThatStandsAloneIsAnApplication) {
  const auto deployments = parse_deployments("t.json", R"({"family": "f", "memory": "512", "containerDefinitions": [
    {"name": "datadog-agent", "image": "gcr.io/datadoghq/agent:7"}]})");
  ASSERT_TRUE(deployments);
  const ScenarioVerdict verdict = check_deployment(deployments->front(), {}, {});
  EXPECT_EQ(verdict.items.at("ECS-ESSENTIAL"), ItemVerdict::not_shown);
  EXPECT_EQ(verdict.items.at("ECS-VALID"), ItemVerdict::holds);
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

/// Real files that others wrote, where they are at hand. A finding here is one that a person who knows ECS agrees with.
TEST(Corpus, HasTheFindingsThatItHas) {
  const std::string corpus = ROADWORTHY_SOURCE_FOLDER "/../shared/corpus";
  if (!std::filesystem::exists(corpus)) {
    GTEST_SKIP() << "there is no corpus beside the source folder";
  }
  const std::map<std::string, std::set<std::string>> expected{
      {"ec2-aws-cloudwatch-ecs-ec2-sidecar.json", {"ECS-ESSENTIAL"}},
      {"ecs-aws-cloudwatch-ecs-fargate-sidecar.json", {"ECS-ESSENTIAL"}},
      {"ecs-aws-prometheus-ecs-fargate-task-def.json", {"ECS-ESSENTIAL"}},
      {"fluent-bit-adot-resource-monitoring.json", {"ECS-ESSENTIAL"}},
      {"fluent-bit-logstash.json", {"ECS-VALID"}},
      {"fluent-bit-signalfx.json", {"ECS-VALID"}}};
  for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
    const std::string folder = entry.path().parent_path().filename();
    if (!entry.is_regular_file() || folder == "logstash" || entry.path().extension() == ".md") {
      continue;
    }
    const auto deployments = read_deployments({entry.path().string()});
    ASSERT_TRUE(deployments) << describe(deployments.error().front());
    std::set<std::string> failed;
    for (const Deployment& deployment : *deployments) {
      for (const auto& [item, verdict] : check_deployment(deployment, {}, {}).items) {
        EXPECT_NE(verdict, ItemVerdict::cannot_tell) << entry.path() << " " << item;
        if (verdict == ItemVerdict::fails) {
          failed.insert(item);
        }
      }
    }
    const auto known = expected.find(entry.path().filename());
    EXPECT_EQ(failed, known == expected.end() ? std::set<std::string>{} : known->second) << entry.path();
  }
}

/// Nothing is silently unread: the share of values that the model holds, for each format.
TEST(Corpus, IsReadAlmostWhole) {
  const std::string corpus = ROADWORTHY_SOURCE_FOLDER "/../shared/corpus";
  if (!std::filesystem::exists(corpus)) {
    GTEST_SKIP() << "there is no corpus beside the source folder";
  }
  std::map<std::string, std::pair<std::size_t, std::size_t>> totals;
  for (const std::string_view folder : {"ecs", "compose", "terraform-plan", "pulumi"}) {
    for (const auto& entry : std::filesystem::directory_iterator(corpus + "/" + std::string(folder))) {
      const auto deployments = read_deployments({entry.path().string()});
      ASSERT_TRUE(deployments) << entry.path();
      for (const Deployment& deployment : *deployments) {
        auto& [read, missed] = totals[deployment.format];
        read += deployment.leaves_read;
        for (const Unread& unread : deployment.unread) {
          missed += unread.out_of_scope ? 0 : unread.leaves;
        }
      }
    }
  }
  for (const auto& [format, total] : totals) {
    const double share = static_cast<double>(total.first) / static_cast<double>(total.first + total.second);
    std::cout << format << ": " << share * 100 << " % read\n";
    EXPECT_GE(share, 0.9) << format;
  }
}

}  // namespace
}  // namespace roadworthy
