#include "definition/written_files.h"

#include <gmock/gmock.h>

#include "definition/test_support.h"

namespace roadworthy {
namespace {

using testing::HasSubstr;

TEST(WrittenFiles, ReadsWhatServicesStartThatTheScriptWrites) {
  const Deployment deployment = import_one("run.sh", R"(#!/bin/bash
cat > /etc/systemd/system/a.service <<'UNIT'
[Service]
ExecStartPre=-/usr/bin/docker rm -f a
ExecStart=-/usr/bin/docker run --rm --name a \
  -p 80:80 img
UNIT
cat <<UNIT | sudo tee /etc/systemd/system/b.service
[Service]
ExecStart=/usr/bin/docker run --name b img
UNIT
mkdir -p /logs
systemctl enable --now a b
)");
  EXPECT_EQ(deployment.pods.size(), 2U);
  EXPECT_TRUE(container_of(deployment, "a").ports[0].host_port.is(PortRange{80, 80}));
  EXPECT_EQ(place(container_of(deployment, "a").image.where), "6:12");
  EXPECT_TRUE(container_of(deployment, "b").image.is("img"));
  EXPECT_EQ(deployment.hosts.at(0).steps.back().pod, "b");
}

TEST(WrittenFiles, ReadsHereDocuments) {
  const Deployment deployment = import_one("run.sh", R"(#!/bin/bash
cat > /etc/pipeline.conf <<'EOF'
docker run not-a-container ${x}
EOF
sudo bash <<END
docker run --name inner img
END
curl -w '%{http_code}' http://x
)");

  ASSERT_EQ(deployment.pods.size(), 1U);
  EXPECT_EQ(deployment.pods[0].id, "inner");
  const HostStep& file = deployment.hosts.at(0).steps.at(0);
  EXPECT_EQ(file.kind, HostStepKind::write_file);
  EXPECT_TRUE(file.paths[0].is("/etc/pipeline.conf"));
  EXPECT_TRUE(file.content.is("docker run not-a-container ${x}\n"));
}

TEST(WrittenFiles, WhatAHereDocumentExpandsIsKnownToWhatRunsIt) {
  const Deployment deployment = import_one("run.sh", R"(#!/bin/bash
VERSION=1.2
ID=$(hostname)
cat > /etc/systemd/system/a.service <<UNIT
[Service]
ExecStart=/usr/bin/docker run --name a -e ID=$ID -e HOST=$(uname -n) \\
  img:$VERSION
UNIT
cat > /opt/b.sh <<END
NAME=b
docker run --name \$NAME img:${VERSION}
END
bash /opt/b.sh
)");
  const Container& a = container_of(deployment, "a");
  EXPECT_TRUE(a.image.is("img:1.2"));
  EXPECT_EQ(place(a.image.where), "7:3");
  EXPECT_EQ(a.environment[0].value.reason(), "variable $ID has no value");
  EXPECT_EQ(a.environment[1].value.reason(), "the output of $(uname -n) is known only when the script runs");
  EXPECT_TRUE(container_of(deployment, "b").image.is("img:1.2"));
}

TEST(WrittenFiles, StartsComposeFilesThatItWrites) {
  const Deployment deployment = import_one("cloud.yaml", R"(#cloud-config
write_files:
  - path: /opt/app/compose.yaml
    encoding: b64
    content: c2VydmljZXM6CiAgYToge2ltYWdlOiBpbWcsIHBvcnRzOiBbIjE6MSJdfQo=
  - path: /opt/other.yaml
    content: |
      services:
        b:
          image: second
runcmd:
  - cd /opt/app && docker compose up -d
  - docker-compose -f /opt/other.yaml up -d
)");

  ASSERT_EQ(deployment.pods.size(), 2U);
  EXPECT_EQ(deployment.format, "docker-run");
  EXPECT_EQ(deployment.pods[0].host, "host");
  EXPECT_EQ(deployment.pods[0].containers.items[0].ports.size(), 1U);
  EXPECT_TRUE(deployment.pods[1].containers.items[0].image.is("second"));
  EXPECT_EQ(place(deployment.pods[1].containers.items[0].image.where), "10:18");
}

TEST(WrittenFiles, SaysWhichComposeFileItDoesNotHave) {
  const Deployment deployment = import_one("run.sh", "#!/bin/sh\ndocker compose -f /srv/compose.yaml up -d\n");

  ASSERT_EQ(deployment.unread.size(), 1U);
  EXPECT_FALSE(deployment.unread[0].out_of_scope);
  EXPECT_THAT(deployment.unread[0].reason, HasSubstr("check that file too"));
}

TEST(WrittenFiles, ReadsFilesThatScriptsWriteAndRun) {
  const Deployment deployment = import_one("run.sh", R"(#!/bin/bash
cat > /opt/start.sh <<'EOF'
docker run --name a img
EOF
chmod +x /opt/start.sh
/opt/start.sh
bash /opt/start.sh
bash -c 'docker run --name b img'
)");

  EXPECT_THAT(pods_of(deployment), testing::ElementsAre("a", "b"));
  EXPECT_EQ(place(container_of(deployment, "a").image.where), "3:21");
}

TEST(WrittenFiles, ReadsTheTaskDefinitionsThatAScriptRegisters) {
  const Deployment deployment = import_one("register.sh", R"(#!/bin/bash
ACCOUNT=$(aws sts get-caller-identity)
cat > /tmp/task.json <<EOF
{ "family": "web", "memory": "512",
  "containerDefinitions": [{ "name": "web", "image": "$ACCOUNT/web:$1", "memory": $MEMORY }] }
EOF
aws --region eu-west-1 ecs register-task-definition --cli-input-json file:///tmp/task.json
aws ecs register-task-definition --family b --container-definitions '[{"name": "b", "image": "img"}]'
aws ecs register-task-definition --cli-input-json file://elsewhere.json
)");
  const Container& web = container_of(deployment, "web");

  EXPECT_EQ(deployment.format, "docker-run");
  EXPECT_TRUE(deployment.mistakes.empty());
  EXPECT_TRUE(web.image.is_unknown());
  EXPECT_TRUE(web.memory.is_unknown());
  EXPECT_EQ(place(web.image.where), "5:54");
  EXPECT_TRUE(container_of(deployment, "b").image.is("img"));
  EXPECT_THAT(deployment.unread.back().reason, HasSubstr("the task definition that it registers is not written"));
}

}  // namespace
}  // namespace roadworthy
