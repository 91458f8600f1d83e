#include "definition/user_data.h"

#include <gmock/gmock.h>

#include "definition/test_support.h"

namespace roadworthy {
namespace {

using testing::HasSubstr;

constexpr const char* kCloudConfig = R"(#cloud-config
packages: [docker.io]
write_files:
  - path: /opt/start.sh
    permissions: '0755'
    content: |
      #!/bin/bash
      docker run -d --name logstash \
        -v /var/log/logstash:/logs logstash:8
  - path: /etc/systemd/system/status.service
    content: |
      [Service]
      ExecStart=/usr/bin/docker run --name status status:1
runcmd:
  - mkdir -p /var/log/logstash
  - [ bash, -e, /opt/start.sh ]
  - [ sh, -c, "docker run -d --name exporter -p 9100:9100 exporter" ]
  - [ docker, run, --name, quoted, -e, "A=it's one", img ]
  - IMAGE=late
  - 'docker run --name late $IMAGE'
bootcmd:
  - [ cloud-init-per, once, logs, mkdir, -p, /early ]
)";

TEST(UserData, CloudConfigRunsWhatItsCommandsAndFilesStart) {
  const Deployment deployment = import_one("cloud.yaml", kCloudConfig);

  EXPECT_TRUE(deployment.mistakes.empty());
  EXPECT_THAT(pods_of(deployment), testing::ElementsAre("logstash", "exporter", "quoted", "late", "status"));
  EXPECT_EQ(container_of(deployment, "logstash").mounts.size(), 1U);
  EXPECT_TRUE(container_of(deployment, "quoted").environment[0].value.is("it's one"));
  EXPECT_TRUE(container_of(deployment, "late").image.is("late"));
}

TEST(UserData, CloudConfigHappensInTheOrderOfItsStages) {
  const std::vector<HostStep> steps = import_one("cloud.yaml", kCloudConfig).hosts.at(0).steps;
  const auto directory = [&](std::string_view path) {
    return std::ranges::find_if(steps, [&](const HostStep& step) {
      return step.kind == HostStepKind::make_directory && step.paths[0].is(std::string(path));
    });
  };

  EXPECT_LT(directory("/early"), std::ranges::find(steps, HostStepKind::write_file, &HostStep::kind));
  EXPECT_LT(directory("/var/log/logstash"), std::ranges::find(steps, "logstash", &HostStep::pod));
}

TEST(UserData, CloudConfigKeepsPlacesInEveryStyleOfYaml) {
  const Deployment deployment = import_one("cloud.yaml", kCloudConfig);

  EXPECT_EQ(place(container_of(deployment, "logstash").image.where), "9:36");
  EXPECT_EQ(place(container_of(deployment, "status").image.where), "13:51");
  EXPECT_EQ(place(container_of(deployment, "quoted").image.where), "18:54");
  EXPECT_EQ(place(deployment.hosts[0].steps[3].where), "15:5");
}

TEST(UserData, RendersTemplatesOfCloudConfig) {
  const std::vector<Deployment> both = import_all("cloud.yaml.tftpl", R"(#cloud-config
runcmd:
%{ if sidecar_image != "" }
  - docker run --name sidecar ${sidecar_image}
%{ endif }
  - [ docker, run, --name, main, "${registry}/main:${version}" ]
  - ${jsonencode(["docker", "ps"])}
)",
                                                  {.variables = {{"version", "7"}}});

  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0].variant, "sidecar_image is set");
  EXPECT_THAT(pods_of(both[0]), testing::ElementsAre("sidecar", "main"));
  EXPECT_THAT(pods_of(both[1]), testing::ElementsAre("main"));
  EXPECT_EQ(container_of(both[0], "main").image.unknown->written, "${registry}/main:7");
  EXPECT_EQ(place(container_of(both[0], "main").image.where), "6:35");
  EXPECT_EQ(container_of(both[0], "sidecar").image.reason(), "variable ${sidecar_image} has no value");
}

constexpr const char* kMultiPart = R"(Content-Type: multipart/mixed; boundary="==B=="
MIME-Version: 1.0

--==B==
Content-Type: text/cloud-config; charset="us-ascii"

#cloud-config
runcmd:
  - docker run --name second img

--==B==
Content-Type: text/x-shellscript; charset="us-ascii"
Content-Disposition: attachment; filename="start.sh"

#!/bin/bash
docker run --name first img
--==B==
Content-Type: text/x-shellscript
Content-Transfer-Encoding: base64

IyEvYmluL3NoCmRvY2tlciBydW4gLS1uYW1lIGVuY29kZWQgaW1nCg==
--==B==--
)";

TEST(UserData, ReadsThePartsOfAnArchive) {
  const Deployment deployment = import_one("user-data", kMultiPart);

  EXPECT_TRUE(deployment.mistakes.empty());
  EXPECT_THAT(pods_of(deployment), testing::ElementsAre("first", "encoded", "second"));
  EXPECT_EQ(place(container_of(deployment, "second").image.where), "9:30");
  EXPECT_EQ(place(container_of(deployment, "first").image.where), "16:25");
  EXPECT_EQ(container_of(deployment, "encoded").image.where.line, 18U);
}

TEST(UserData, APartReplacesTheCommandsOfThePartBeforeUnlessItMerges) {
  const auto archive = [](const std::string& merge) {
    return "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/cloud-config\n\n"
           "runcmd: [docker run --name a img]\n--B\nContent-Type: text/cloud-config\n" +
           merge + "\nruncmd: [docker run --name b img]\n--B--\n";
  };
  const Deployment replaced = import_one("user-data", archive(""));
  const Deployment merged = import_one("user-data", archive("X-Merge-Type: list(append)+dict(recurse_array)+str()\n"));

  EXPECT_THAT(pods_of(replaced), testing::ElementsAre("b"));
  EXPECT_THAT(replaced.mistakes.at(0).message, HasSubstr("replaces that of a part before it"));
  EXPECT_THAT(pods_of(merged), testing::ElementsAre("a", "b"));
  EXPECT_TRUE(merged.mistakes.empty());
}

TEST(UserData, ReadsFilesInEveryEncoding) {
  const Deployment deployment = import_one("cloud.yaml", R"(#cloud-config
write_files:
  - path: /opt/a
    encoding: gz+b64
    content: H4sIAAAAAAACA1NW1E/KzNMvzuBKyU/OTi1SKCrNU9DVzUvMTVVIV8jMTecCAJBMN0kiAAAA
  - path: /opt/b
    content: !!binary |
      IyEvYmluL3NoCmRvY2tlciBydW4gLS1uYW1lIGIgaW1nCg==
  - {path: /opt/c, encoding: rot13, content: x}
runcmd: [/opt/a, /opt/b, /opt/c]
)");

  EXPECT_THAT(pods_of(deployment), testing::ElementsAre("g", "b"));
  EXPECT_TRUE(std::ranges::any_of(deployment.unread, [](const Unread& unread) {
    return !unread.out_of_scope && unread.reason == "its content is encoded as `rot13`, and is not read";
  }));
}

TEST(UserData, SaysWhatCloudInitWouldRefuse) {
  const Deployment deployment = import_one("cloud.yaml", R"(#cloud-config
runcmd:
  - echo "a": b
  - docker run --name a img
write_files:
  - content: x
)");

  EXPECT_THAT(deployment.mistakes.at(0).message, HasSubstr("an entry of `runcmd` is a mapping"));
  EXPECT_EQ(place(*deployment.mistakes[0].where), "3:5");
  EXPECT_THAT(deployment.mistakes.at(1).message, HasSubstr("has no `path`"));
  EXPECT_EQ(deployment.pods.size(), 1U);
}

TEST(UserData, RefusesWhatItCannotRead) {
  EXPECT_THAT(import_error("cloud.yaml", "## template: jinja\n#cloud-config\nruncmd: [echo]\n"),
              HasSubstr("is a Jinja template"));
  EXPECT_THAT(import_error("cloud.yaml", "#cloud-config-archive\n- content: x\n"), HasSubstr("cloud-config archive"));
  EXPECT_THAT(import_error("cloud.yaml", "#cloud-config\n- a\n"), HasSubstr("this cloud-config is a list"));
  EXPECT_THAT(import_error("cloud.yaml", "#cloud-config\nruncmd: [a\n"), testing::Not(HasSubstr("no known format")));
  EXPECT_THAT(import_error("user-data", "Content-Type: multipart/mixed\n\nx\n"), HasSubstr("MIME without a boundary"));
  EXPECT_THAT(import_error("cloud.yaml.tftpl", "#cloud-config\n${indent(2, yamlencode(commands))}\nruncmd: []\n"),
              HasSubstr("what this template gives is not read"));
}

}  // namespace
}  // namespace roadworthy
