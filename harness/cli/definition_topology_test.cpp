#include "cli/definition_topology.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

namespace roadworthy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class DefinitionTopology : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              ("definition-topology-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::expected<Topology, Errors> read(const std::string& format, const std::string& name, const std::string& text,
                                       std::map<std::string, std::string> variables = {}) {
    std::ofstream(folder_ / name) << text;
    return import_topology({.format = format, .path = folder_ / name, .variables = std::move(variables)});
  }

  std::filesystem::path folder_;
};

TEST_F(DefinitionTopology, ATaskIsOnePodAndItsInitCompletes) {
  const auto topology = read("task_definition", "task.json", R"({"family": "Web", "containerDefinitions": [
    {"name": "web", "image": "shop:1", "memory": 64, "user": "1001", "environment": [{"name": "A", "value": "b"}],
     "mountPoints": [{"sourceVolume": "data", "containerPath": "/data", "readOnly": true}],
     "dependsOn": [{"containerName": "init", "condition": "SUCCESS"}]},
    {"name": "init", "image": "shop:1", "memory": 64, "essential": false, "entryPoint": ["sh", "-c"], "command": ["true"]}],
    "volumes": [{"name": "data"}]})");

  ASSERT_TRUE(topology) << describe(topology.error().front());
  ASSERT_EQ(topology->pods.size(), 1U);
  const PodSpec& pod = topology->pods.front();
  EXPECT_EQ(pod.name, "web");
  ASSERT_EQ(pod.containers.size(), 2U);
  EXPECT_FALSE(pod.containers[0].completes);
  EXPECT_EQ(pod.containers[0].user, "1001");
  EXPECT_EQ(pod.containers[0].environment.at("A"), "b");
  ASSERT_EQ(pod.containers[0].volumes.size(), 1U);
  EXPECT_EQ(pod.containers[0].volumes[0].source, "data");
  EXPECT_TRUE(pod.containers[0].volumes[0].read_only);
  EXPECT_TRUE(pod.containers[1].completes);
  EXPECT_THAT(pod.containers[1].command, ElementsAre("sh", "-c", "true"));
}

TEST_F(DefinitionTopology, ServicesThatShareANetworkArePodsTogether) {
  const auto topology = read("compose", "compose.yaml", R"(services:
  logstash: { image: "logstash:8" }
  status: { image: status, network_mode: "service:logstash" }
  other: { image: other }
)");

  ASSERT_TRUE(topology) << describe(topology.error().front());
  ASSERT_EQ(topology->pods.size(), 2U);
  EXPECT_EQ(topology->pods[0].containers.size(), 2U);
  EXPECT_EQ(topology->pods[1].name, "other");
}

TEST_F(DefinitionTopology, TheHostsGatewayIsTheContainerThatPublishesThePort) {
  const auto topology = read("docker_run", "run.tftpl", R"(#!/bin/sh
docker run -d --name logstash -p 19600:9600 logstash:8
docker run -d --name status --add-host host.docker.internal:host-gateway \
  -e LOGSTASH_API_URL=http://host.docker.internal:19600 -v /var/log/logstash:/logs:ro ${image}
)",
                             {{"image", "status:1"}});

  ASSERT_TRUE(topology) << describe(topology.error().front());
  ASSERT_EQ(topology->pods.size(), 2U);
  const ContainerSpec& status = topology->pods[1].containers.front();
  EXPECT_EQ(status.image, "status:1");
  EXPECT_EQ(status.environment.at("LOGSTASH_API_URL"), "http://logstash:9600");
  EXPECT_EQ(status.volumes.at(0).source, "host-var-log-logstash");
}

TEST_F(DefinitionTopology, WhatTheFormatsOwnToolRefusesIsNotStarted) {
  const auto topology = read("compose", "compose.yaml", "services: { web: { imag: shop } }\n");

  ASSERT_FALSE(topology);
  EXPECT_THAT(describe(topology.error().front()), HasSubstr("imag"));
}

TEST_F(DefinitionTopology, ADefinitionWithoutContainersIsAMistake) {
  const auto topology = read("container_group", "plan.json",
                             R"({"format_version": "1.0", "terraform_version": "1", "resource_changes": []})");

  ASSERT_FALSE(topology);
  EXPECT_THAT(describe(topology.error().front()), HasSubstr("no container that a stand could start"));
}

}  // namespace
}  // namespace roadworthy
