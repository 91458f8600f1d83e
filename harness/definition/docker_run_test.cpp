#include "definition/docker_run.h"

#include <gmock/gmock.h>

#include "definition/test_support.h"

namespace roadworthy {
namespace {

using testing::HasSubstr;

constexpr const char* kTemplate = R"(#!/bin/bash
NAME=logstash
mkdir -p /var/log/logstash
sudo docker run -d --restart=always --name "$NAME" \
%{ if sidecar_image != "" ~}
  -v /var/log/logstash:/var/log/logstash \
%{ endif ~}
  -e PROFILE=${log_profile} -p 5000:5000 \
  logstash:8 \
  logstash -f '/a b' --path.logs /var/log/logstash
%{ if sidecar_image != "" }
docker run -dit --name sidecar --network host ${sidecar_image}
%{ endif }
)";

TEST(DockerRunImporter, ReadsBothBranchesOfACondition) {
  const std::vector<Deployment> both = import_all("run.tftpl", kTemplate);

  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0].variant, "sidecar_image is set");
  EXPECT_EQ(both[1].variant, "sidecar_image is empty");
  EXPECT_EQ(both[0].pods.size(), 2U);
  EXPECT_EQ(both[1].pods.size(), 1U);
  EXPECT_EQ(container_of(both[0], "logstash").mounts.size(), 1U);
  EXPECT_TRUE(container_of(both[1], "logstash").mounts.empty());
  EXPECT_TRUE(container_of(both[0], "sidecar").image.is_unknown());
  EXPECT_TRUE(both[0].mistakes.empty());
}

TEST(DockerRunImporter, FollowsTheBranchThatAVariableDecides) {
  const Deployment without = import_one("run.tftpl", kTemplate, {.variables = {{"sidecar_image", ""}}});
  const Deployment with =
      import_one("run.tftpl", kTemplate, {.variables = {{"sidecar_image", "status:1"}, {"log_profile", "all"}}});

  EXPECT_EQ(without.pods.size(), 1U);
  EXPECT_TRUE(container_of(with, "sidecar").image.is("status:1"));
  EXPECT_TRUE(container_of(with, "logstash").environment[0].value.is("all"));
}

TEST(DockerRunImporter, SplitsWordsAndKeepsTheirPlaces) {
  const std::vector<Deployment> both = import_all("run.tftpl", kTemplate);
  const Container& logstash = container_of(both[0], "logstash");

  EXPECT_TRUE(logstash.command[2].is("/a b"));
  EXPECT_TRUE(logstash.restart.is("always"));
  EXPECT_EQ(place(logstash.command[3].where), "10:22");
  EXPECT_EQ(place(logstash.where), "4:1");
  EXPECT_EQ(logstash.environment[0].value.reason(), "variable ${log_profile} has no value");
  EXPECT_EQ(both[0].hosts.at(0).steps.at(0).kind, HostStepKind::make_directory);
  EXPECT_TRUE(both[0].hosts[0].steps[0].paths[0].is("/var/log/logstash"));
  EXPECT_EQ(both[0].hosts[0].steps[1].pod, "logstash");
}

TEST(DockerRunImporter, ReadsOptionsInEveryForm) {
  const Deployment deployment = import_one("run.sh", R"(docker run -it --rm --name=a -p80:80 -p=81:81 --env A=1 -eB=2 \
  --add-host host.docker.internal:host-gateway --mount type=bind,src=/x,dst=/y,readonly -m 512m --cpus 0.5 -u 1001 \
  --health-cmd 'curl x' --health-interval=5s --log-driver awslogs --log-opt awslogs-group=g -- img cmd -p 1
)");
  const Container& a = container_of(deployment, "a");

  EXPECT_TRUE(deployment.mistakes.empty()) << describe(deployment.mistakes.front());
  EXPECT_TRUE(a.image.is("img"));
  EXPECT_EQ(a.command.size(), 3U);
  EXPECT_TRUE(a.ports[1].host_port.is(PortRange{81, 81}));
  EXPECT_TRUE(find_named(a.environment, "B")->value.is("2"));
  EXPECT_TRUE(a.extra_hosts[0].value.is("host-gateway"));
  EXPECT_EQ(a.mounts[0].kind, MountKind::host_path);
  EXPECT_TRUE(a.mounts[0].read_only.is(true));
  EXPECT_TRUE(a.memory.is(std::uint64_t{512} << 20U));
  EXPECT_TRUE(a.cpu.is(0.5));
  EXPECT_TRUE(a.user.is("1001"));
  EXPECT_TRUE(a.health_check->interval.is(std::chrono::seconds(5)));
  EXPECT_TRUE(find_named(a.log->options, "awslogs-group")->value.is("g"));
}

TEST(DockerRunImporter, ReadsOptionsWhoseValuesATemplateLeavesOpen) {
  const Deployment deployment = import_one("run.sh.tftpl", R"(docker run -d --name a --memory ${memory}m --cpus ${cpu} \
  -p ${port}:9600 --memory-reservation=${reserved}m --ulimit nofile=${files}:${files} --stop-timeout ${stop} \
  --health-interval ${interval}s --env LITERAL=$${literal} -e HEAP="${heap * 2}m" --shm-size ${shm} \
  %{~ if length(tags) > 0 ~}
  -l tags=${join(",", tags)} \
  %{~ endif ~}
  ${image}:${version} serve
)",
                                           {.variables = {{"tags", "x"}}});
  const Container& a = container_of(deployment, "a");

  EXPECT_TRUE(deployment.mistakes.empty()) << describe(deployment.mistakes.front());
  EXPECT_TRUE(a.memory.is_unknown());
  EXPECT_TRUE(a.cpu.is_unknown());
  EXPECT_TRUE(a.memory_reservation.is_unknown());
  EXPECT_TRUE(a.ports[0].host_port.is_unknown());
  EXPECT_TRUE(a.ports[0].container_port.is(PortRange{9600, 9600}));
  EXPECT_TRUE(a.stop_timeout.is_unknown());
  EXPECT_TRUE(a.health_check->interval.is_unknown());
  EXPECT_TRUE(find_named(a.labels, "tags")->value.is_unknown());
  EXPECT_EQ(a.image.unknown->written, "${image}:${version}");
  EXPECT_TRUE(a.command[0].is("serve"));
}

TEST(DockerRunImporter, OptionsInAVariableMaySetAnything) {
  for (const std::string options : {"$OPTIONS", "$*", "\"$@\"", "${OPTIONS}", "\"${options[@]}\"", "$(options)",
                                    "${join(\" \", [for k in l : \"-e ${k}\"])}"}) {
    const Deployment deployment = import_one("run.sh.tftpl", "docker run --name a -e A=1 " + options + " img cmd\n");
    const Container& a = container_of(deployment, "a");

    EXPECT_TRUE(a.image.is("img")) << options;
    EXPECT_TRUE(a.environment.is_unknown()) << options;
    EXPECT_TRUE(find_named(a.environment, "A")->value.is("1")) << options;
    EXPECT_TRUE(a.mounts.is_unknown()) << options;
    EXPECT_TRUE(a.user.is_unknown()) << options;
  }
}

TEST(DockerRunImporter, ReadsOptionsFromArrays) {
  const Deployment deployment = import_one("run.sh", R"(#!/bin/bash
start() {
  local args=(
    --name a   # its own
    -e "A=two words" --network "$NET"
  )
  args+=(-p 80:80)
  docker container run "${args[@]}" img cmd
}
more=(--name b)
for mount in /x /y; do more+=(-v "$mount:$mount"); done
docker run "${more[@]}" img
words=" -p 81:81"
words+=" -p 82:82"
docker run --name c $words img
)");
  const Container& a = container_of(deployment, "a");
  EXPECT_TRUE(find_named(a.environment, "A")->value.is("two words"));
  EXPECT_TRUE(a.networks[0].network.is_unknown());
  EXPECT_TRUE(a.ports[0].host_port.is(PortRange{80, 80}));
  EXPECT_TRUE(a.image.is("img"));
  EXPECT_TRUE(a.command[0].is("cmd"));
  EXPECT_TRUE(a.mounts.is_absent());
  EXPECT_EQ(place(find_named(a.environment, "A")->value.where), "5:8");
  EXPECT_TRUE(container_of(deployment, "b").image.is("img"));
  EXPECT_TRUE(container_of(deployment, "b").mounts.is_unknown());
  EXPECT_TRUE(container_of(deployment, "c").ports.is_unknown());
}

TEST(DockerRunImporter, AFunctionRunsWhereItIsCalled) {
  const std::vector<Deployment> both = import_all("run.sh", R"(#!/bin/bash
start() {
  { docker run --name a img; }
}
stop() { docker rm -f a; }
retry() { until "$@"; do sleep 1; done; }
mkdir -p /logs
if [ -n "$A" ]; then retry start; fi
)");
  ASSERT_EQ(both.size(), 2U);
  const std::vector<HostStep>& steps = both[0].hosts.at(0).steps;
  const auto first = [&](HostStepKind kind) { return std::ranges::find(steps, kind, &HostStep::kind) - steps.begin(); };
  EXPECT_EQ(both[0].pods.size(), 1U);
  EXPECT_LT(first(HostStepKind::make_directory), first(HostStepKind::run_container));
  EXPECT_EQ(both[1].pods.size(), 0U);
}

TEST(DockerRunImporter, AWordOfAnotherCommandCallsNoFunction) {
  const Deployment deployment = import_one("run.sh", R"(#!/bin/bash
start() { docker run --name a img; }
systemctl start docker
mkdir -p /logs
start
)");
  const std::vector<HostStep>& steps = deployment.hosts.at(0).steps;
  EXPECT_EQ(steps[1].kind, HostStepKind::make_directory);
  EXPECT_EQ(steps.back().pod, "a");
}

TEST(DockerRunImporter, TheWordFunctionMakesAFunctionToo) {
  const Deployment deployment = import_one("run.sh", R"(#!/bin/bash
function start_a {
  docker run --name a img
}
function start-b() { docker run --name b img; }
function start_c
{
  docker run --name c img
}
mkdir -p /logs
start_c; start-b
start_a
)");
  const std::vector<HostStep>& steps = deployment.hosts.at(0).steps;
  EXPECT_EQ(steps[0].kind, HostStepKind::make_directory);
  ASSERT_EQ(deployment.pods.size(), 3U);
  EXPECT_EQ(deployment.pods[0].id, "c");
  EXPECT_EQ(deployment.pods[1].id, "b");
  EXPECT_EQ(deployment.pods[2].id, "a");
}

TEST(DockerRunImporter, AVariableWhoseNameIsOpenMayBeAnyVariable) {
  const Deployment deployment = import_one("run.tftpl", R"(docker run --name a \
  %{ for key, value in environment ~}
  -e ${key}=${value} \
  %{ endfor ~}
  img
)");
  EXPECT_TRUE(container_of(deployment, "a").environment.is_unknown());
}

TEST(DockerRunImporter, ReadsBothBranchesOfAShellCondition) {
  const std::vector<Deployment> both = import_all("run.sh", R"(#!/bin/sh
if [ -n "$SIDECAR" ]; then docker run --name s "$SIDECAR"; fi
[ -z "$OTHER" ] && docker run --name o busybox
docker run --name m main
)");

  ASSERT_EQ(both.size(), 4U);
  EXPECT_EQ(both[0].variant, "SIDECAR is set, OTHER is set");
  EXPECT_EQ(both[0].pods.size(), 2U);
  EXPECT_EQ(both[1].variant, "SIDECAR is empty, OTHER is set");
  EXPECT_EQ(both[1].pods.size(), 1U);
  EXPECT_EQ(both[2].pods.size(), 3U);
}

TEST(DockerRunImporter, FollowsAConditionThatTheScriptDecides) {
  const Deployment deployment = import_one("run.sh", R"(#!/bin/bash
MODE=full
[ "$MODE" = full ] && docker run --name a img
[[ $MODE == slim ]] && docker run --name b img
if [[ $MODE != "full" ]]; then docker run --name c img; fi
)");

  ASSERT_EQ(deployment.pods.size(), 1U);
  EXPECT_EQ(deployment.pods[0].id, "a");
  EXPECT_EQ(import_all("run.sh", "#!/bin/bash\nM=ab\n[[ $M == a* ]] && docker run img\n").size(), 2U);
}

TEST(DockerRunImporter, AnEmptyDefaultAsksWhetherAVariableIsSet) {
  const std::vector<Deployment> both =
      import_all("run.sh", "#!/bin/bash\nif [[ -n \"${SIDECAR:-}\" ]]; then docker run --name s \"$SIDECAR\"; fi\n");

  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0].variant, "SIDECAR is set");
  EXPECT_EQ(both[0].pods.size(), 1U);
}

TEST(DockerRunImporter, KeepsWhatOnlyARunTellsUnknown) {
  const Deployment deployment = import_one("run.sh", R"(ID=$(curl -s http://169.254.169.254/id)
docker run --name a -e ID=$ID -e DAY="`date`" -e HOME img
)");
  const Container& a = container_of(deployment, "a");

  EXPECT_THAT(std::string(a.environment[0].value.reason()), HasSubstr("is known only when the script runs"));
  EXPECT_TRUE(a.environment[1].value.is_unknown());
  EXPECT_TRUE(a.environment[2].value.is_absent());
  EXPECT_TRUE(a.image.is("img"));
}

TEST(DockerRunImporter, NamesOptionsThatDockerDoesNotHave) {
  const Deployment deployment = import_one("run.sh", "docker run --volum /a:/b img\n");

  ASSERT_FALSE(deployment.mistakes.empty());
  EXPECT_THAT(deployment.mistakes[0].message, HasSubstr("docker run has no option `--volum` (did you mean `volume`?)"));
}

TEST(DockerRunImporter, SaysThatAQuoteIsNotClosed) {
  const Deployment deployment = import_one("run.sh", "docker run --name 'a img\n");

  EXPECT_EQ(deployment.mistakes.at(0).message, "a single quote is not closed");
}

TEST(DockerRunImporter, SaysThatADirectiveIsNotEnded) {
  const std::vector<Deployment> both = import_all("run.tftpl", "docker run a\n%{ if x }\ndocker run b\n");

  EXPECT_THAT(both.at(0).mistakes.at(0).message, HasSubstr("is not ended"));
}

}  // namespace
}  // namespace roadworthy
