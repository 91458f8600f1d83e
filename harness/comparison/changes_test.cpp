#include "comparison/test_support.h"

namespace roadworthy {
namespace {

/// One change of meaning, and the words that its only difference must have.
struct Change {
  const char* file;
  const char* from;
  const char* to;
  const char* difference;
};

constexpr Change kChanges[] = {
    // ECS: the task
    {"task.json", R"("family": "central-stage-web")", R"("family": "central-stage-worker")",
     "name: `central-stage-web` became `central-stage-worker`"},
    {"task.json", R"("networkMode": "awsvpc")", R"("networkMode": "awsvpc", "pidMode": "task")",
     "pid mode: `task` was added"},
    {"task.json", R"(["FARGATE"])", R"(["FARGATE", "EC2"])", "compatibility: `EC2` was added"},
    {"task.json", R"("cpu": "1024")", R"("cpu": "2048")", "cpu: `1` became `2`"},
    {"task.json", R"("memory": "2048")", R"("memory": "4096")", "memory: `2147483648` became `4294967296`"},
    {"task.json", R"(role/execution")", R"(role/other")", "execution role"},
    {"task.json", R"(role/task")", R"(role/other")", "task role"},
    {"task.json", R"("placementConstraints": [])", R"("placementConstraints": [{"type": "distinctInstance"}])",
     "placementConstraints distinctInstance was added"},
    {"task.json", R"("placementConstraints": [])", R"("runtimePlatform": {"cpuArchitecture": "ARM64"})",
     "architecture: `X86_64 (the default)` became `ARM64`"},
    {"task.json", R"("placementConstraints": [])", R"("ephemeralStorage": {"sizeInGiB": 50})", "ephemeral storage"},
    {"task.json", R"("key": "team", "value": "central")", R"("key": "team", "value": "edge")",
     "tag team: `central` became `edge`"},
    {"task.json", R"({"name": "shared"})", R"({"name": "shared", "host": {"sourcePath": "/srv"}})", "volume shared"},
    {"task.json", R"("rootDirectory": "/data")", R"("rootDirectory": "/other")",
     "rootDirectory: `/data` became `/other`"},
    {"task.json", R"("fs-1")", R"("fs-2")", "share: `fs-1` became `fs-2`"},
    // ECS: its containers
    {"task.json", "central:1.4.2", "central:1.4.3",
     "container web, image: `registry.example.com/central:1.4.2` became"},
    {"task.json", R"("cpu": 768)", R"("cpu": 512)", "container web, cpu"},
    {"task.json", R"("memory": 1536)", R"("memory": 1024)", "container web, memory:"},
    {"task.json", R"("memoryReservation": 1024,)", "", "memory reservation: `1073741824` was removed"},
    {"task.json", R"(["bundle", "exec", "puma"])", R"(["exec", "bundle", "puma"])",
     "command: `bundle exec puma` became `exec bundle puma`"},
    {"task.json", R"("/entry.sh")", R"("/entry.sh", "-x")", "entry point: `/entry.sh` became `/entry.sh -x`"},
    {"task.json", R"("name": "RAILS_ENV", "value": "stage")", R"("name": "RAILS_ENV", "value": "production")",
     "environment RAILS_ENV: `stage` became `production`"},
    {"task.json", R"({"name": "LOG_LEVEL", "value": "info"})",
     R"({"name": "LOG_LEVEL", "value": "info"}, {"name": "DD_AGENT_HOST", "value": "localhost"})",
     "environment DD_AGENT_HOST: `localhost` was added"},
    {"task.json", R"({"name": "PORT", "value": "3000"},)", "", "environment PORT: `3000` was removed"},
    {"task.json", R"({"value": "arn:aws:s3:::settings/base.env", "type": "s3"},)", "", "environment files"},
    {"task.json", "parameter/database", "parameter/other", "secret DATABASE_URL, value from"},
    {"task.json", R"("name": "SECRET_KEY")", R"("name": "SECRET_KEY_BASE")", "secret"},
    {"task.json", R"("containerPort": 3000)", R"("containerPort": 3001)", "port"},
    {"task.json", R"({"containerPort": 9394})", R"({"containerPort": 9394, "protocol": "udp"})",
     "protocol: `tcp (the default)` became `udp`"},
    {"task.json", R"(, {"containerPort": 9394})", "", "port 9394/tcp was removed"},
    {"task.json", R"("name": "http")", R"("name": "http", "appProtocol": "http2")", "app protocol: `http2` was added"},
    {"task.json", R"("containerPath": "/shared")", R"("containerPath": "/share")", "mount"},
    {"task.json", R"("readOnly": true)", R"("readOnly": false)", "mount /files, read only: `true` became `false`"},
    {"task.json", R"("condition": "START")", R"("condition": "HEALTHY")",
     "depends on agent, condition: `START` became `HEALTHY`"},
    {"task.json", R"("dependsOn": [{"containerName": "agent", "condition": "START"}],)", "",
     "depends on agent was removed"},
    {"task.json", "localhost:3000/up", "localhost:3000/health", "health check, command"},
    {"task.json", R"("startPeriod": 60)", R"("startPeriod": 30)", "health check, start period: `1min` became `30s`"},
    {"task.json", R"("startPeriod": 60)", R"("startPeriod": 60, "retries": 5)",
     "retries: `3 (the default)` became `5`"},
    {"task.json", R"("awslogs-group": "/ecs/central-stage-web")", R"("awslogs-group": "/ecs/central")",
     "log, option awslogs-group"},
    {"task.json", R"("awslogs-stream-prefix": "web")",
     R"("awslogs-stream-prefix": "web", "awslogs-create-group": "true")",
     "option awslogs-create-group: `true` was added"},
    {"task.json", R"("valueFrom": "arn:token")", R"("valueFrom": "arn:other")", "secret option token"},
    {"task.json", R"("name": "nofile", "softLimit": 65536)", R"("name": "nofile", "softLimit": 1024)",
     "ulimit nofile, soft"},
    {"task.json", R"("tier": "web")", R"("tier": "front")", "label tier"},
    {"task.json", R"(["10.0.0.2", "10.0.0.3"])", R"(["10.0.0.3", "10.0.0.2"])", "dns servers"},
    {"task.json", R"("ipAddress": "10.0.0.8")", R"("ipAddress": "10.0.0.7")", "extra host a.internal"},
    {"task.json", R"("value": "1024"})", R"("value": "2048"})", "systemControls net.core.somaxconn, value"},
    {"task.json", R"("SYS_PTRACE")", R"("SYS_ADMIN")", "capabilities add: `SYS_PTRACE` became `SYS_ADMIN`"},
    {"task.json", R"("size": 64)", R"("size": 128)", "tmpfs /run, size"},
    {"task.json", R"("noexec")", R"("exec")", "mountOptions: `noexec` became `exec`"},
    {"task.json", R"("user": "1000")", R"("user": "0")", "user: `1000` became `0`"},
    {"task.json", R"("workingDirectory": "/app")", R"("workingDirectory": "/srv")", "working directory"},
    {"task.json", R"("user": "1000")", R"("user": "1000", "privileged": true)",
     "privileged: `false (the default)` became `true`"},
    {"task.json", R"("user": "1000")", R"("user": "1000", "readonlyRootFilesystem": true)", "read only root"},
    {"task.json", R"("user": "1000")", R"("user": "1000", "stopTimeout": 60)",
     "stop timeout: `30s (the default)` became `1min`"},
    {"task.json", R"("user": "1000")", R"("user": "1000", "restartPolicy": {"enabled": true})", "restart"},
    {"task.json", R"("essential": false,)", "", "container agent, essential: `false` became `true (the default)`"},
    {"task.json", R"("name": "agent",)", R"("name": "datadog",)", "container"},
    // Compose
    {"compose.yaml", "logstash:8.16.2", "logstash:8.17.0", "image"},
    {"compose.yaml", R"("--path.logs", "/var/log/logstash")", R"("--path.logs", "/logs")", "command"},
    {"compose.yaml", "LOG_PROFILE: all", "LOG_PROFILE: security", "environment LOG_PROFILE: `all` became `security`"},
    {"compose.yaml", "5000:5000/udp", "5000:5000/tcp", "protocol"},
    {"compose.yaml", "9600:9600\"", "127.0.0.1:9600:9600\"", "host address"},
    {"compose.yaml", "9600:9600\"", "9601:9600\"", "host port: `9600` became `9601`"},
    {"compose.yaml", "      - logs:/var/log/logstash", "      - logs:/var/log/logstash:ro",
     "read only: `false (the default)` became `true`"},
    {"compose.yaml", "./pipeline:/config:ro", "./other:/config:ro", "source"},
    {"compose.yaml", "networks: [logging, front]", "networks: [logging]", "network front was removed"},
    {"compose.yaml", "interval: 20s", "interval: 30s", "interval: `20s` became `30s`"},
    {"compose.yaml", "      nofile: 4096", "      nofile: {soft: 2048, hard: 4096}", "soft: `4096` became `2048`"},
    {"compose.yaml", "max-size: 10m", "max-size: 20m", "option max-size"},
    {"compose.yaml", "NET_RAW, ", "", "capabilities add"},
    {"compose.yaml", "[1.1.1.1, 8.8.8.8]", "[8.8.8.8, 1.1.1.1]", "dns servers"},
    {"compose.yaml", "restart: unless-stopped", "restart: always", "restart: `unless-stopped` became `always`"},
    {"compose.yaml", R"(cpus: "1.5")", R"(cpus: "2")", "cpu: `1.5` became `2`"},
    {"compose.yaml", "memory: 2g", "memory: 1g", "memory"},
    {"compose.yaml", "depends_on: [logstash]", "depends_on: {logstash: {condition: service_healthy}}", "condition"},
    {"compose.yaml", "somaxconn: 1024", "somaxconn: 2048", "sysctls"},
    {"compose.yaml", "file: ./token", "file: ./other", "secret"},
    {"compose.yaml", "    driver: bridge", "    internal: true", "internal: `false (the default)` became `true`"},
    {"compose.yaml", "  logs:\nnetworks", "  logs:\n    driver: nfs\nnetworks",
     "driver: `local (the default)` became `nfs`"},
    // docker run
    {"docker_run.sh", "mkdir -p /var/log/logstash\n", "", "`mkdir -p /var/log/logstash` was removed"},
    {"docker_run.sh", "chown 1000", "chown 1001",
     "step: `chown 1000 /var/log/logstash` became `chown 1001 /var/log/logstash`"},
    {"docker_run.sh", "-p 9600:9600 ", "", "port 9600/tcp was removed"},
    {"docker_run.sh", "LOG_PROFILE=all", "LOG_PROFILE=security", "environment LOG_PROFILE"},
    {"docker_run.sh", "--restart=always", "--restart=no", "restart"},
    {"docker_run.sh", "-m 512m", "-m 256m", "memory"},
    {"docker_run.sh", "aviatrix-sidecar:1.0", "aviatrix-sidecar:1.1", "image"},
    {"docker_run.sh", "/var/log/logstash:ro", "/var/log/logstash", "read only"},
    {"docker_run.sh", "-d --name sidecar --network logging", "-d --name sidecar --network host",
     "network: `logging` became `host`"},
    // Terraform
    {"plan.json", R"("path": "/api/health")", R"("path": "/")", "health check, path: `/api/health` became `/`"},
    {"plan.json", R"("port": "3000")", R"("port": "traffic-port")", "port: `3000` became `traffic-port`"},
    {"plan.json", R"("172.16.0.0/12")", R"("0.0.0.0/0")", "range: `172.16.0.0/12` became `0.0.0.0/0`"},
    {"plan.json", R"(, "172.16.0.0/12")", "", "range: `172.16.0.0/12` was removed"},
    {"plan.json", R"("from_port": 3000, "to_port": 3000)", R"("from_port": 3000, "to_port": 3001)", "to port"},
    {"plan.json", R"("retention_in_days": 14)", R"("retention_in_days": 30)", "retention days: `14` became `30`"},
    {"plan.json", R"("retention_in_days": 14, )", "", "retention days: `14` became `0 (the default)`"},
    {"plan.json", R"("stage": "stage")", R"("stage": "production")", "tag stage"},
    {"plan.json", R"("load_balancer_type": "network")", R"("load_balancer_type": "network", "internal": true)",
     "internal"},
    {"plan.json", R"("subnet-2")", R"("subnet-3")", "subnet"},
    {"plan.json", R"("health_check_type": "ELB")", R"("health_check_type": "EC2")", "health check type"},
    {"plan.json", R"("desired_capacity": 2)", R"("desired_capacity": 3)", "desired"},
    // Azure
    {"plan.json", R"("image": "sidecar:1")", R"("image": "sidecar:2")", "container status-sidecar, image"},
    {"plan.json", R"("cpu": 0.5)", R"("cpu": 1)", "cpu: `0.5` became `1`"},
    {"plan.json", R"("LOG_PROFILE": "all")", R"("LOG_PROFILE": "security")", "environment LOG_PROFILE"},
    {"plan.json", R"({"port": 5000})", R"({"port": 5000, "protocol": "UDP"})",
     "protocol: `tcp (the default)` became `udp`"},
    {"plan.json", R"("os_type": "Linux")", R"("os_type": "Linux", "restart_policy": "Never")",
     "restart: `Always (the default)` became `Never`"},
};

class SingleChange : public testing::TestWithParam<Change> {};

TEST_P(SingleChange, IsOneDifference) {
  const Change& change = GetParam();
  const std::string before = test_file(change.file);

  const Comparison comparison = compare_texts(change.file, before, replaced(before, change.from, change.to));

  ASSERT_EQ(comparison.differences.size(), 1U) << change.from << "\n" << all_of(comparison);
  EXPECT_TRUE(comparison.cannot_tell.empty()) << all_of(comparison);
  const Difference& difference = comparison.differences.front();
  EXPECT_NE(describe(difference).find(change.difference), std::string::npos) << describe(difference);
  EXPECT_TRUE(difference.before_where.file);
  EXPECT_TRUE(difference.after_where.file);
}

TEST_P(SingleChange, IsOneDifferenceTheOtherWayRound) {
  const Change& change = GetParam();
  const std::string before = test_file(change.file);

  const Comparison comparison = compare_texts(change.file, replaced(before, change.from, change.to), before);

  EXPECT_EQ(comparison.differences.size(), 1U) << change.from << "\n" << all_of(comparison);
}

INSTANTIATE_TEST_SUITE_P(All, SingleChange, testing::ValuesIn(kChanges));

TEST(SingleChange, AreMoreThanSixty) {
  EXPECT_GE(std::size(kChanges), 60U);
}

}  // namespace
}  // namespace roadworthy
