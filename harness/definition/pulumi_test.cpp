#include "definition/pulumi.h"

#include <gmock/gmock.h>

#include "definition/test_support.h"

namespace roadworthy {
namespace {

using testing::ElementsAre;

std::string stack(const std::string& resources) {
  return R"({"version": 3, "deployment": {"manifest": {}, "resources": [)" + resources + "]}}";
}

TEST(PulumiImporter, ReadsTheProvidersNamesInCamelCase) {
  const Deployment deployment = import_one("stack.json", stack(R"(
    {"urn": "urn:tg", "type": "aws:lb/targetGroup:TargetGroup", "custom": true, "id": "arn:tg", "inputs": {"port": 3000, "healthCheck": {"path": "/api/health", "unhealthyThreshold": 2}}, "outputs": {"arn": "arn:tg"}},
    {"urn": "urn:l", "type": "aws:lb/listener:Listener", "custom": true, "inputs": {"port": 80, "defaultActions": [{"type": "forward", "targetGroupArn": "arn:tg"}]}, "dependencies": ["urn:tg"]},
    {"urn": "urn:sg", "type": "aws:ec2/securityGroup:SecurityGroup", "custom": true, "inputs": {"ingress": [{"fromPort": 3000, "toPort": 3000, "protocol": "TCP", "cidrBlocks": ["10.0.0.0/8"]}]}})"));

  EXPECT_TRUE(deployment.target_groups.at(0).health_check->path.is("/api/health"));
  EXPECT_TRUE(deployment.target_groups[0].health_check->unhealthy_threshold.is(2));
  EXPECT_THAT(deployment.listeners.at(0).actions[0].target_groups[0].ids, ElementsAre("urn:tg"));
  EXPECT_TRUE(depends_on(deployment, "urn:l", "urn:tg"));
  EXPECT_TRUE(deployment.firewall_rules.at(0).from_port.is(3000));
  EXPECT_THAT(deployment.firewall_rules[0].group.ids, ElementsAre("urn:sg"));
  EXPECT_DOUBLE_EQ(share_read(deployment), 1.0);
}

TEST(PulumiImporter, ReadsAwsxContainersOfAPreview) {
  const Deployment deployment = import_one(
      "preview.json", R"({"steps": [{"op": "create", "urn": "urn:t", "newState": {"urn": "urn:t", "custom": false,
    "type": "awsx:ecs:FargateTaskDefinition", "inputs": {"cpu": "256", "containers": {
      "app": {"name": "app", "image": "i", "portMappings": [{"containerPort": 80}]},
      "agent": {"image": "04da6b54-80e4-46f7-96ec-b56ff0331ba9", "essential": false}}}}}], "duration": 1, "changeSummary": {"create": 1}})");

  EXPECT_TRUE(container_of(deployment, "app").image.is("i"));
  EXPECT_EQ(container_of(deployment, "agent").image.reason(), "known after pulumi up");
  EXPECT_TRUE(deployment.pods.at(0).compatibilities[0].is("FARGATE"));
  EXPECT_DOUBLE_EQ(share_read(deployment), 1.0);
}

TEST(PulumiImporter, ReadsASingleAwsxContainer) {
  const Deployment deployment =
      import_one("stack.json",
                 stack(R"({"urn": "urn:t", "type": "awsx:ecs:EC2TaskDefinition", "inputs": {"container": {"image": "i"},
    "logGroup": {"args": {"name": "/ecs/web", "retentionInDays": 14}}}})"));

  EXPECT_TRUE(container_of(deployment, "container").image.is("i"));
  EXPECT_TRUE(deployment.log_groups.at(0).retention_days.is(14));
}

TEST(PulumiImporter, TakesAComponentsChildrenForTheComponent) {
  const Deployment deployment = import_one("stack.json", stack(R"(
    {"urn": "urn:c", "type": "awsx:ecs:FargateTaskDefinition", "inputs": {"containers": {"app": {"image": "i"}}}},
    {"urn": "urn:t", "type": "aws:ecs/taskDefinition:TaskDefinition", "parent": "urn:c", "inputs": {"family": "f", "containerDefinitions": "[{\"name\":\"app\",\"image\":\"i\"}]"}})"));

  ASSERT_EQ(deployment.pods.size(), 1U);
  EXPECT_EQ(deployment.pods[0].id, "urn:t");
}

TEST(PulumiImporter, KeepsSecretsSecret) {
  const Deployment deployment = import_one("stack.json", stack(R"(
    {"urn": "urn:p", "type": "aws:ssm/parameter:Parameter", "inputs": {"name": "n", "type": "SecureString",
      "value": {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "plaintext": "\"hunter2\""}}},
    {"urn": "urn:q", "type": "aws:ssm/parameter:Parameter", "inputs": {"name": "m", "type": "SecureString",
      "value": {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "abc"}}})"));

  EXPECT_TRUE(deployment.parameters.at(0).value.is("hunter2"));
  EXPECT_TRUE(deployment.parameters[0].value.sensitive);
  EXPECT_THAT(deployment.where.file->text, testing::Not(testing::HasSubstr("hunter2")));
  EXPECT_EQ(deployment.parameters.at(1).value.reason(), "the value is encrypted");
  EXPECT_TRUE(deployment.parameters[1].value.sensitive);
}

TEST(PulumiImporter, ReadsAReplacementOnce) {
  const Deployment deployment = import_one("preview.json", R"({"steps": [
    {"op": "create-replacement", "urn": "urn:g", "newState": {"urn": "urn:g", "type": "aws:cloudwatch/logGroup:LogGroup", "inputs": {"name": "g"}}},
    {"op": "replace", "urn": "urn:g", "newState": {"urn": "urn:g", "type": "aws:cloudwatch/logGroup:LogGroup", "inputs": {"name": "g"}}},
    {"op": "delete-replaced", "urn": "urn:g", "oldState": {"urn": "urn:g"}}], "duration": 1})");

  EXPECT_EQ(deployment.log_groups.size(), 1U);
}

TEST(PulumiImporter, TakesWhatAPreviewBlindsForUnknownAndSecret) {
  const Deployment deployment = import_one("preview.json", R"({"steps": [
    {"op": "create", "urn": "urn:p", "newState": {"urn": "urn:p", "type": "aws:ssm/parameter:Parameter", "inputs": {"name": "n", "type": "SecureString", "value": "[secret]"}}},
    {"op": "create", "urn": "urn:t", "newState": {"urn": "urn:t", "type": "aws:ecs/taskDefinition:TaskDefinition", "inputs": {"family": "f", "containerDefinitions": "[secret]"}}}],
    "changeSummary": {"create": 2}})");

  EXPECT_TRUE(deployment.parameters.at(0).value.is_unknown());
  EXPECT_TRUE(deployment.parameters[0].value.sensitive);
  EXPECT_EQ(deployment.pods.at(0).containers.reason(), "the preview does not show secrets");
  EXPECT_TRUE(deployment.mistakes.empty());
}

std::string step(const std::string& operation, const std::string& urn, const std::string& name) {
  const std::string state =
      R"({"urn": ")" + urn + R"(", "type": "aws:cloudwatch/logGroup:LogGroup", "inputs": {"name": ")" + name + R"("}})";
  const bool gone = operation.starts_with("delete");
  return R"({"op": ")" + operation + R"(", "urn": ")" + urn + R"(", ")" + (gone ? "oldState" : "newState") + R"(": )" +
         state + "}";
}

std::vector<std::string> groups_after(const std::string& steps, const std::string& summary = "{}") {
  std::vector<std::string> names;
  for (const LogGroup& group :
       import_one("preview.json", R"({"steps": [)" + steps + R"(], "changeSummary": )" + summary + "}").log_groups) {
    names.push_back(group.name.value);
  }
  return names;
}

TEST(PulumiImporter, ReadsAReplacementThatStandsAlone) {
  EXPECT_THAT(groups_after(step("replace", "urn:g", "new")), ElementsAre("new"));
  EXPECT_THAT(groups_after(step("delete-replaced", "urn:g", "old") + "," + step("replace", "urn:g", "new") + "," +
                           step("create-replacement", "urn:g", "new")),
              ElementsAre("new"));
}

TEST(PulumiImporter, TakesWhatComesAfterARefreshOfAResource) {
  EXPECT_THAT(groups_after(step("refresh", "urn:g", "found") + "," + step("update", "urn:g", "wanted")),
              ElementsAre("wanted"));
  EXPECT_THAT(groups_after(step("refresh", "urn:g", "found") + "," + step("delete", "urn:g", "found")), ElementsAre());
  EXPECT_THAT(groups_after(step("refresh", "urn:g", "found") + "," + step("replace", "urn:g", "wanted")),
              ElementsAre("wanted"));
}

TEST(PulumiImporter, SaysWhenAPreviewLeavesUnchangedResourcesOut) {
  const auto preview = [](const std::string& same) {
    return import_one(
               "preview.json",
               R"({"steps": [{"op": "same", "urn": "urn:s", "newState": {"urn": "urn:s", "type": "pulumi:pulumi:Stack"}}],
      "changeSummary": {"same": )" +
                   same + "}}")
        .left_out;
  };

  EXPECT_EQ(preview("1"), "");
  EXPECT_EQ(preview("4"),
            "the preview leaves out 3 unchanged resources, which `pulumi preview --json --show-sames` has");
}

}  // namespace
}  // namespace roadworthy
