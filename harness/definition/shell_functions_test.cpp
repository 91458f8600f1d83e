#include "definition/shell_functions.h"

#include <gmock/gmock.h>

#include "definition/test_support.h"

namespace roadworthy {
namespace {

using testing::ElementsAre;

TEST(ShellFunctions, TakeTheWordsThatTheyAreCalledWith) {
  const Deployment deployment = import_one("run.sh", R"(#!/bin/sh
NET=logs
run() {
  name=$1; shift
  docker run --name "$name" --network $NET "$@"
}
start_exporter() { docker run --name "${1}-exporter" -p 9100:9100 "prom/$1-exporter:$2"; }
run a -p 80:80 img cmd
run b -e "B=two words" "$IMAGE"
start_exporter node v1
)");

  EXPECT_THAT(pods_of(deployment), ElementsAre("a", "b", "node-exporter"));
  const Container& a = container_of(deployment, "a");
  EXPECT_TRUE(a.image.is("img"));
  EXPECT_TRUE(a.ports[0].host_port.is(PortRange{80, 80}));
  EXPECT_TRUE(a.networks[0].network.is("logs"));
  EXPECT_EQ(place(a.image.where), "8:16");
  EXPECT_TRUE(container_of(deployment, "b").environment[0].value.is("two words"));
  EXPECT_EQ(container_of(deployment, "b").image.reason(), "variable ${IMAGE} has no value");
  EXPECT_TRUE(container_of(deployment, "node-exporter").image.is("prom/node-exporter:v1"));
}

TEST(ShellFunctions, WriteTheWordsThatTheyAreCalledWithIntoUnits) {
  const Deployment deployment = import_one("run.sh", R"(#!/bin/bash
unit() {
  local name="$1" image=$2; shift 2
  cat > /etc/systemd/system/$name.service <<UNIT
[Service]
ExecStart=/usr/bin/docker run --name ${name} $* ${image}
UNIT
}
unit a img:1 -p 80:80 --network host
unit b "$IMAGE" -e A=$OPEN
)");
  const Container& a = container_of(deployment, "a");
  EXPECT_TRUE(a.image.is("img:1"));
  EXPECT_TRUE(a.network_mode.is("host"));
  EXPECT_TRUE(a.ports[0].host_port.is(PortRange{80, 80}));
  EXPECT_TRUE(container_of(deployment, "b").image.is_unknown());
  EXPECT_TRUE(container_of(deployment, "b").environment.is_unknown());
}

TEST(ShellFunctions, CallEachOtherWithTheirWords) {
  const std::vector<Deployment> both = import_all("run.sh", R"(#!/bin/bash
retry() { local n=$1; shift; until "$@"; do sleep "$n"; done; }
run() { docker run --name "$1" img; }
if [ -n "$B" ]; then retry 5 run b; fi
retry 5 run a
)");

  ASSERT_EQ(both.size(), 2U);
  EXPECT_THAT(pods_of(both[0]), ElementsAre("b", "a"));
  EXPECT_THAT(pods_of(both[1]), ElementsAre("a"));
}

TEST(ShellFunctions, ThatCallThemselvesEnd) {
  const Deployment deployment = import_one("run.sh", "f() { f \"$@\" x; f \"$1\"; docker run --name a img; }\nf 1\n");

  EXPECT_FALSE(deployment.pods.empty());
}

TEST(ShellFunctions, ThatNobodyCallsAreReadAsTheyStand) {
  const Deployment deployment = import_one("run.sh", "run() { docker run --name a \"$1\"; }\n");

  EXPECT_TRUE(container_of(deployment, "a").image.is_unknown());
}

}  // namespace
}  // namespace roadworthy
