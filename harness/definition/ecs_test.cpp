#include "definition/ecs.h"

#include <gmock/gmock.h>

#include "definition/test_support.h"

namespace roadworthy {
namespace {

using testing::HasSubstr;

constexpr const char* kTask = R"({
  "family": "web",
  "networkMode": "awsvpc",
  "requiresCompatibilities": ["FARGATE"],
  "cpu": "1 vCPU", "memory": "2048",
  "volumes": [{"name": "scratch"}, {"name": "socket", "host": {"sourcePath": "/var/run/docker.sock"}}],
  "containerDefinitions": [
    {"name": "init", "image": "amazon/aws-cli", "essential": false, "command": ["sh", "-c", "true"]},
    {"name": "app", "image": "app:1", "cpu": 256, "memoryReservation": 512,
     "dependsOn": [{"containerName": "init", "condition": "SUCCESS"}],
     "portMappings": [{"containerPort": 3000, "protocol": "TCP"}],
     "environment": [{"name": "A", "value": "b"}],
     "secrets": [{"name": "KEY", "valueFrom": "arn:aws:ssm:x"}],
     "mountPoints": [{"sourceVolume": "socket", "containerPath": "/s", "readOnly": true}],
     "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web"}},
     "healthCheck": {"command": ["CMD-SHELL", "true"], "interval": 10},
     "linuxParameters": {"initProcessEnabled": true}}
  ]
})";

TEST(EcsImporter, ReadsATaskDefinitionWithEveryPlace) {
  const Deployment deployment = import_one("task.json", kTask);

  EXPECT_EQ(deployment.format, "ecs");
  EXPECT_TRUE(deployment.mistakes.empty()) << describe(deployment.mistakes.front());
  EXPECT_TRUE(deployment.unread.empty());
  const Pod& pod = deployment.pods.at(0);
  EXPECT_EQ(pod.id, "web");
  EXPECT_TRUE(pod.cpu.is(1.0));
  EXPECT_TRUE(pod.memory.is(std::uint64_t{2} << 30U));
  EXPECT_EQ(pod.volumes[0].kind, VolumeKind::scratch);
  EXPECT_EQ(pod.volumes[1].kind, VolumeKind::host_path);
  const Container& app = container_of(deployment, "app");
  EXPECT_EQ(app.id, "web/app");
  EXPECT_TRUE(app.cpu.is(0.25));
  EXPECT_TRUE(app.depends_on[0].condition.is("SUCCESS"));
  EXPECT_TRUE(app.ports[0].protocol.is("tcp"));
  EXPECT_TRUE(app.mounts[0].read_only.is(true));
  EXPECT_TRUE(find_named(app.log->options, "awslogs-group")->value.is("/ecs/web"));
  EXPECT_TRUE(app.health_check->interval.is(std::chrono::seconds(10)));
  EXPECT_EQ(app.further.at(0).path, "linuxParameters.initProcessEnabled");
  EXPECT_EQ(place(app.image.where), "9:30");
  EXPECT_EQ(app.image.where.pointer, "/containerDefinitions/1/image");
}

TEST(EcsImporter, GivesAnAbsentValueThePlaceOfItsContainer) {
  const Deployment deployment = import_one("task.json", kTask);
  const Container& app = container_of(deployment, "app");

  EXPECT_TRUE(app.user.is_absent());
  EXPECT_EQ(app.user.where.pointer, "/containerDefinitions/1");
}

TEST(EcsImporter, ReadsWhatTheApiDescribes) {
  const Deployment deployment =
      import_one("d.json", R"({"taskDefinition": {"family": "web", "revision": 3, "status": "ACTIVE",
    "containerDefinitions": [{"name": "a", "image": "b", "essential": true}]}, "tags": [{"key": "team", "value": "x"}]})");

  EXPECT_TRUE(deployment.mistakes.empty());
  EXPECT_TRUE(deployment.unread.empty());
  EXPECT_TRUE(find_named(deployment.pods.at(0).tags, "team")->value.is("x"));
}

TEST(EcsImporter, ReadsContainerDefinitionsAlone) {
  const Deployment deployment = import_one("c.json", R"([{"name": "a", "image": "b"}, {"name": "c", "image": "d"}])");

  EXPECT_EQ(deployment.pods.at(0).containers.size(), 2U);
}

TEST(EcsImporter, ReadsCapitalisedKeysAndLeavesMapsAsTheyAre) {
  const Deployment deployment = import_one("c.yaml", R"(
Family: web
Cpu: 256
ContainerDefinitions:
  - Name: a
    Image: b
    Memory: "128"
    LogConfiguration: {LogDriver: awslogs, Options: {awslogs-group: g}}
)");

  EXPECT_TRUE(deployment.mistakes.empty()) << describe(deployment.mistakes.front());
  const Container& a = container_of(deployment, "a");
  EXPECT_TRUE(a.memory.is(std::uint64_t{128} << 20U));
  EXPECT_TRUE(find_named(a.log->options, "awslogs-group")->value.is("g"));
}

TEST(EcsImporter, NamesKeysThatTheApiDoesNotHave) {
  const Deployment deployment = import_one(
      "t.json", R"({"family": "f", "containerDefinitions": [{"name": "a", "image": "b", "portMapping": []}]})");

  ASSERT_EQ(deployment.mistakes.size(), 1U);
  EXPECT_THAT(deployment.mistakes[0].message, HasSubstr("unknown key `portMapping` (did you mean `portMappings`?)"));
}

TEST(EcsImporter, RefusesKindsAsTheApiDoesAndReadsTheRest) {
  const Deployment deployment = import_one(
      "t.json",
      R"({"family": "f", "containerDefinitions": [{"name": "a", "image": "b", "memory": "512", "user": "1001"}]})");

  ASSERT_EQ(deployment.mistakes.size(), 1U);
  EXPECT_EQ(deployment.mistakes[0].message, "expected a whole number, found a text");
  EXPECT_TRUE(container_of(deployment, "a").user.is("1001"));
  EXPECT_TRUE(container_of(deployment, "a").memory.is_absent());
  EXPECT_EQ(deployment.unread.size(), 1U);
}

TEST(EcsImporter, SaysWhichRequiredKeyIsMissing) {
  const Deployment deployment = import_one(
      "t.json",
      R"({"family": "f", "containerDefinitions": [{"name": "a", "image": "b", "healthCheck": {"interval": 5}}]})");

  ASSERT_EQ(deployment.mistakes.size(), 1U);
  EXPECT_EQ(deployment.mistakes[0].message, "the key `command` is missing");
}

TEST(EcsImporter, FunctionsOfCloudFormationAreUnknown) {
  const Deployment deployment = import_one("t.json", R"({"Family": {"Fn::Sub": "${Stage}-web"}, "Memory": "512",
    "ContainerDefinitions": [{"Name": "a", "Image": {"Ref": "Image"},
      "Environment": [{"Name": "K", "Value": {"Fn::GetAtt": ["Table", "Arn"]}}],
      "LogConfiguration": {"LogDriver": "awslogs", "Options": {"awslogs-group": {"Ref": "Group"}}}}]})");
  const Container& a = container_of(deployment, "a");

  EXPECT_TRUE(a.image.is_unknown());
  EXPECT_EQ(a.image.reason(), "`Ref` is resolved when the stack is made");
  EXPECT_TRUE(a.environment[0].value.is_unknown());
  EXPECT_TRUE(a.log->options.items.at(0).value.is_unknown());
  EXPECT_TRUE(deployment.pods[0].name.is_unknown());
  EXPECT_TRUE(deployment.mistakes.empty());
  EXPECT_DOUBLE_EQ(share_read(deployment), 1.0);
}

TEST(EcsImporter, NullIsTheClientsMistakeInARegistrationAndSaysNothingInADescription) {
  const std::string containers =
      R"("containerDefinitions": [{"name": "a", "image": "b", "command": null, "healthCheck": null, "memory": null,
          "logConfiguration": {"logDriver": "awslogs", "secretOptions": null}}], "ipcMode": null})";
  const Deployment registered = import_one("t.json", R"({"family": "f", )" + containers);
  EXPECT_THAT(registered.mistakes, testing::IsEmpty());
  EXPECT_EQ(registered.tolerated.size(), 5U);

  const Deployment described =
      import_one("t.json", R"({"family": "f", "taskDefinitionArn": "arn:aws:ecs:a:1:task-definition/f:1", "cpu": null,
          "requiresAttributes": [{"name": "x", "value": null, "targetId": null}], "revision": 1, )" +
                               containers);
  EXPECT_THAT(described.mistakes, testing::IsEmpty());
  EXPECT_THAT(described.tolerated, testing::IsEmpty());
  EXPECT_TRUE(container_of(described, "a").command.is_absent());
  EXPECT_TRUE(container_of(described, "a").memory.is_absent());
  EXPECT_TRUE(described.pods[0].cpu.is_absent());
  EXPECT_DOUBLE_EQ(share_read(described), 1.0);
}

TEST(EcsImporter, WhatIsLeftOfADescriptionIsTheClientsMistake) {
  const Deployment deployment = import_one("t.json", R"({"family": "f", "revision": 5, "status": "ACTIVE",
      "compatibilities": ["FARGATE"], "containerDefinitions": [{"name": "a", "image": "b"}]})");
  EXPECT_THAT(deployment.mistakes, testing::IsEmpty());
  ASSERT_EQ(deployment.tolerated.size(), 3U);
  EXPECT_EQ(deployment.tolerated[0].message, "`revision` is what ECS answers, and nothing that it is told");
}

/// A task with that text in the places of its figures and of its image.
Deployment task_with(const std::string& text) {
  std::string task = R"({"family": "f", "cpu": "HERE", "memory": "512", "containerDefinitions": [
    {"name": "a", "image": "HERE", "portMappings": [{"containerPort": "HERE"}],
     "environment": [{"name": "FORMAT", "value": "HERE"}]}]})";
  for (std::size_t at = task.find("HERE"); at != std::string::npos; at = task.find("HERE", at + text.size())) {
    task.replace(at, 4, text);
  }
  return import_one("t.json", task);
}

TEST(EcsImporter, WhatAPipelinePutsInIsUnknown) {
  for (const std::string placeholder :
       {"__PORT__", "<IMAGE1_NAME>", "{{ port }}", "%PORT%", "#{Port}#", "#PORT#", "@PORT@", "$PORT", "$(PORT)"}) {
    const Deployment deployment = task_with(placeholder);
    const Container& a = container_of(deployment, "a");

    EXPECT_THAT(deployment.mistakes, testing::IsEmpty()) << placeholder;
    EXPECT_TRUE(deployment.pods[0].cpu.is_unknown()) << placeholder;
    EXPECT_TRUE(a.image.is_unknown()) << placeholder;
    EXPECT_EQ(a.image.reason(), "`" + placeholder + "` is a placeholder");
    EXPECT_TRUE(a.ports[0].container_port.is_unknown()) << placeholder;
    EXPECT_TRUE(a.environment[0].value.is(placeholder)) << "a program's own text may have such signs in it";
  }
}

TEST(EcsImporter, ANameThatNoneCanHaveIsAPlaceholder) {
  const Deployment deployment = import_one("t.json", R"({"family": "<+service.name>", "containerDefinitions": [
      {"name": "__APP__", "image": "<+artifact.image>"}]})");
  EXPECT_TRUE(deployment.pods[0].name.is_unknown());
  EXPECT_TRUE(deployment.pods[0].containers[0].name.is("__APP__")) << "ECS takes such a name";
  EXPECT_TRUE(deployment.pods[0].containers[0].image.is_unknown());
}

TEST(EcsImporter, WhatOnlyLooksLikeAPlaceholderIsWhatItIs) {
  EXPECT_TRUE(container_of(task_with("shop@sha256:aaaa"), "a").image.is("shop@sha256:aaaa"));
  EXPECT_TRUE(container_of(task_with("a__b"), "a").image.is("a__b"));
  EXPECT_EQ(task_with("12ab").mistakes.size(), 2U) << "the CPU and the port";
}

TEST(EcsImporter, BridgeContainersDoNotShareLocalhost) {
  const auto shares = [](const std::string& mode) {
    const Deployment deployment = import_one(
        "t.json", R"({"family": "f", "networkMode": ")" + mode +
                      R"(", "containerDefinitions": [{"name": "a", "image": "b"}, {"name": "c", "image": "d"}]})");
    const Pod& pod = deployment.pods.at(0);
    return share_localhost(deployment, pod, pod.containers[0], pod, pod.containers[1]);
  };

  EXPECT_TRUE(shares("awsvpc"));
  EXPECT_TRUE(shares("host"));
  EXPECT_FALSE(shares("bridge"));
}

}  // namespace
}  // namespace roadworthy
