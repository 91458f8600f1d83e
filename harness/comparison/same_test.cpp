#include <algorithm>
#include <random>

#include <nlohmann/json.hpp>

#include "comparison/test_support.h"

namespace roadworthy {
namespace {

using Json = nlohmann::ordered_json;

/// Lists of a task definition whose order means something.
bool is_ordered(const std::string& key) {
  for (const char* ordered : {"command", "entryPoint", "environmentFiles", "dnsServers", "dnsSearchDomains"}) {
    if (key == ordered) {
      return true;
    }
  }
  return false;
}

void shuffle(Json& node, const std::string& key, std::mt19937& random) {
  if (node.is_object()) {
    std::vector<std::pair<std::string, Json>> members;
    for (auto& [name, value] : node.items()) {
      shuffle(value, name, random);
      members.emplace_back(name, value);
    }
    std::ranges::shuffle(members, random);
    Json shuffled = Json::object();
    for (auto& [name, value] : members) {
      shuffled[name] = value;
    }
    node = std::move(shuffled);
  } else if (node.is_array()) {
    for (Json& item : node) {
      shuffle(item, key, random);
    }
    if (!is_ordered(key)) {
      std::shuffle(node.begin(), node.end(), random);
    }
  }
}

class Reordered : public testing::TestWithParam<const char*> {};

TEST_P(Reordered, MeansTheSame) {
  const std::string before = test_file(GetParam());
  for (unsigned seed = 1; seed <= 50; ++seed) {
    std::mt19937 random(seed);
    Json document = Json::parse(before);
    shuffle(document, "", random);

    const Comparison comparison = compare_texts(GetParam(), before, document.dump());

    ASSERT_EQ(all_of(comparison), "") << "seed " << seed << "\n" << document.dump(1);
  }
}

INSTANTIATE_TEST_SUITE_P(All, Reordered, testing::Values("task.json", "plan.json"));

/// A default, and where it is spelled out.
struct Spelling {
  const char* file;
  const char* from;
  const char* to;
};

constexpr Spelling kSpellings[] = {
    {"task.json", R"("image": "registry.example.com/central:1.4.2")",
     R"("image": "registry.example.com/central:1.4.2", "essential": true)"},
    {"task.json", R"({"containerPort": 9394})", R"({"containerPort": 9394, "hostPort": 9394, "protocol": "tcp"})"},
    {"task.json", R"({"containerPort": 9394})", R"({"containerPort": 9394, "hostPort": 0})"},
    {"task.json", R"({"containerPort": 3000, "name": "http"}, {"containerPort": 9394})",
     R"({"containerPort": 9394}, {"containerPort": 3000, "name": "http", "protocol": "tcp"})"},
    {"task.json", R"("containerPath": "/shared")", R"("containerPath": "/shared", "readOnly": false)"},
    {"task.json", R"("containerPath": "/shared")", R"("containerPath": "/shared/")"},
    {"task.json", R"("startPeriod": 60)", R"("startPeriod": 60, "interval": 30, "timeout": 5, "retries": 3)"},
    {"task.json", R"("user": "1000")",
     R"("user": "1000", "privileged": false, "readonlyRootFilesystem": false, "interactive": false, "pseudoTerminal": false)"},
    {"task.json", R"("user": "1000")",
     R"("user": "1000", "volumesFrom": [], "links": [], "dnsSearchDomains": [], "dockerSecurityOptions": [], "resourceRequirements": [])"},
    {"task.json", R"("user": "1000")", R"("user": "1000", "stopTimeout": 30)"},
    {"task.json", R"("user": "1000")", R"("user": "1000", "restartPolicy": {"enabled": false})"},
    {"task.json", R"("user": "1000")",
     R"("user": "1000", "disableNetworking": false, "versionConsistency": "enabled")"},
    {"task.json", R"("drop": ["MKNOD"]})", R"("drop": ["MKNOD"]}, "initProcessEnabled": false)"},
    {"task.json", R"("awslogs-stream-prefix": "web")",
     R"("awslogs-stream-prefix": "web", "awslogs-create-group": "false")"},
    {"task.json", R"("placementConstraints": [])",
     R"("runtimePlatform": {"cpuArchitecture": "X86_64", "operatingSystemFamily": "LINUX"})"},
    {"task.json", R"("placementConstraints": [],)", ""},
    {"task.json", R"("placementConstraints": [])", R"("enableFaultInjection": false, "inferenceAccelerators": [])"},
    {"task.json", R"("cpu": "1024")", R"("cpu": "1 vCPU")"},
    {"task.json", R"("memory": "2048")", R"("memory": "2 GB")"},
    {"task.json", R"({"name": "shared"})", R"({"name": "shared", "host": {}})"},
    {"task.json", R"("rootDirectory": "/data")", R"("rootDirectory": "/data", "transitEncryption": "DISABLED")"},
    {"task.json", R"("essential": false,)",
     R"("essential": false, "environmentFiles": [], "mountPoints": [], "portMappings": [], "secrets": [], "systemControls": [],)"},
    {"task.json", R"("networkMode": "awsvpc",)", ""},
    {"compose.yaml", "image: aviatrix-sidecar", "image: docker.io/library/aviatrix-sidecar:latest"},
    {"compose.yaml", R"("9600:9600")", R"("9600:9600/tcp")"},
    {"compose.yaml", R"("9600:9600")", R"(0.0.0.0:9600:9600)"},
    {"compose.yaml", R"("9600:9600")", R"({target: 9600, published: "9600", protocol: tcp, mode: ingress})"},
    {"compose.yaml", "- logs:/var/log/logstash\n", "- logs:/var/log/logstash:rw\n"},
    {"compose.yaml", "- logs:/var/log/logstash\n", "- {type: volume, source: logs, target: /var/log/logstash}\n"},
    {"compose.yaml", "- ./pipeline:/config:ro",
     "- {type: bind, source: ./pipeline, target: /config, read_only: true, bind: {create_host_path: true}}"},
    {"compose.yaml", "- ./pipeline:/config:ro", "- ./other/../pipeline:/config/:ro"},
    {"compose.yaml", "networks: [logging, front]", "networks: {front: {}, logging: }"},
    {"compose.yaml", "interval: 20s", "interval: 20s\n      timeout: 30s\n      retries: 3\n      start_period: 0s"},
    {"compose.yaml", "nofile: 4096", "nofile: {soft: 4096, hard: 4096}"},
    {"compose.yaml", "environment: [LOGSTASH_API_URL=http://logstash:9600, PORT=3000]",
     "environment: {PORT: 3000, LOGSTASH_API_URL: \"http://logstash:9600\"}"},
    {"compose.yaml", "depends_on: [logstash]", "depends_on: {logstash: {condition: service_started, required: true}}"},
    {"compose.yaml", "user: \"1001\"",
     "user: \"1001\"\n    privileged: false\n    restart: \"no\"\n    stop_grace_period: 10s\n    init: false"},
    {"compose.yaml", "sysctls:\n      net.core.somaxconn: 1024", "sysctls: [net.core.somaxconn=1024]"},
    {"compose.yaml", "secrets: [token]", "secrets: [{source: token, target: /run/secrets/token}]"},
    {"compose.yaml", "secrets: [token]", "secrets: [{source: token, target: token}]"},
    {"compose.yaml", "  logs:\nnetworks", "  logs: {driver: local}\nnetworks"},
    {"compose.yaml", "  logging:\n  front", "  logging: {driver: bridge}\n  default: {}\n  front"},
    {"compose.yaml", "name: logs", "version: '3.8'\nname: logs"},
    {"compose.yaml", R"(["logstash", "-f", "/config/pipeline.conf", "--path.logs", "/var/log/logstash"])",
     "logstash -f /config/pipeline.conf --path.logs /var/log/logstash"},
    {"compose.yaml", "memory: 2g", "memory: 2048M"},
    {"docker_run.sh", "-p 9600:9600", "-p 9600:9600/tcp"},
    {"docker_run.sh", "-e LOG_PROFILE=all -e FLATTEN=true", "-e FLATTEN=true --env LOG_PROFILE=all"},
    {"docker_run.sh", "-m 512m --cpus 0.5", "--cpus=.5 --memory 0.5g"},
    {"docker_run.sh", "-d --name sidecar --network logging", "--detach --name=sidecar --net logging --restart no"},
    {"docker_run.sh", "-v /var/log/logstash:/var/log/logstash:ro",
     "--mount type=bind,src=/var/log/logstash,dst=/var/log/logstash,readonly"},
    {"plan.json", R"("port": "3000"})",
     R"("port": "3000", "interval": 30, "healthy_threshold": 3, "unhealthy_threshold": 3, "enabled": true})"},
    {"plan.json", R"("vpc_id": "vpc-1",
                "health_check")",
     R"("vpc_id": "vpc-1", "target_type": "instance", "deregistration_delay": "300", "proxy_protocol_v2": false,
                "health_check")"},
    {"plan.json", R"(["10.0.0.0/8", "172.16.0.0/12"]},)",
     R"(["10.0.0.0/8"]}, {"from_port": 5000, "to_port": 5000, "protocol": "tcp", "cidr_blocks": ["172.16.0.0/12"], "self": false},)"},
    {"plan.json", R"("load_balancer_type": "network")",
     R"("load_balancer_type": "network", "internal": false, "enable_deletion_protection": false)"},
    {"plan.json", R"({"port": 5000})", R"({"port": 5000, "protocol": "TCP"})"},
    {"plan.json", R"("os_type": "Linux")",
     R"("os_type": "Linux", "restart_policy": "Always", "ip_address_type": "Public", "sku": "Standard")"},
    {"plan.json", R"("os_type": "Linux")",
     R"("os_type": "Linux", "exposed_port": [{"port": 3000, "protocol": "TCP"}, {"port": 5000, "protocol": "TCP"}])"},
    {"plan.json", R"("terraform_version": "1.9.0")", R"("terraform_version": "1.5.7")"},
};

class SpelledOut : public testing::TestWithParam<Spelling> {};

TEST_P(SpelledOut, MeansTheSame) {
  const Spelling& spelling = GetParam();
  const std::string before = test_file(spelling.file);

  const Comparison comparison = compare_texts(spelling.file, before, replaced(before, spelling.from, spelling.to));

  EXPECT_EQ(all_of(comparison), "") << spelling.to;
}

INSTANTIATE_TEST_SUITE_P(All, SpelledOut, testing::ValuesIn(kSpellings));

TEST(Described, MeansTheSame) {
  const std::string before = test_file("task.json");
  Json described = Json::parse(before);
  described.erase("tags");
  described["taskDefinitionArn"] = "arn:aws:ecs:us-west-2:123456789012:task-definition/central-stage-web:7";
  described["revision"] = 7;
  described["status"] = "ACTIVE";
  described["requiresAttributes"] = Json::parse(R"([{"name": "ecs.capability.task-eni"}])");
  described["compatibilities"] = {"EC2", "FARGATE"};
  described["registeredAt"] = "2024-05-02T10:11:12.123000-07:00";
  described["registeredBy"] = "arn:aws:iam::123456789012:user/deploy";
  for (Json& container : described["containerDefinitions"]) {
    container["volumesFrom"] = Json::array();
    container["systemControls"] = container.value("systemControls", Json::array());
    container["essential"] = container.value("essential", true);
    for (Json& port : container["portMappings"] = container.value("portMappings", Json::array())) {
      port["hostPort"] = port["containerPort"];
      port["protocol"] = "tcp";
    }
  }
  const Json answer = {{"taskDefinition", described}, {"tags", Json::parse(before)["tags"]}};

  EXPECT_EQ(all_of(compare_texts("task.json", before, answer.dump(2))), "");
}

TEST(CloudFormationKeys, MeanTheSame) {
  const std::string camel = R"({"family": "a", "containerDefinitions": [{"name": "b", "image": "c", "memory": 64}]})";
  const std::string pascal =
      R"({"Family": "a", "ContainerDefinitions": [{"Name": "b", "Image": "c", "Memory": "64"}]})";

  EXPECT_EQ(all_of(compare_texts("task.json", camel, pascal)), "");
}

}  // namespace
}  // namespace roadworthy
