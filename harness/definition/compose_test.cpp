#include "definition/compose.h"

#include <gmock/gmock.h>

#include "definition/test_support.h"

namespace roadworthy {
namespace {

using testing::HasSubstr;

Deployment read_files(const std::vector<std::string>& paths, const ImportOptions& options = {}) {
  auto deployments = read_deployments(paths, options);
  if (!deployments) {
    ADD_FAILURE() << describe(deployments.error().front());
    return {};
  }
  return deployments->front();
}

TEST(ComposeImporter, ReadsShortAndLongFormsAlike) {
  const Deployment deployment = import_one("compose.yaml", R"(
services:
  short:
    image: a
    ports: ["127.0.0.1:8080:80/udp", 3000]
    volumes: ["./data:/data:ro", "logs:/var/log"]
    environment: [A=b, C]
    depends_on: [long]
    command: sh -c 'echo "a b"'
  long:
    image: b
    ports: [{target: 80, published: "8080", host_ip: 127.0.0.1, protocol: udp}]
    volumes: [{type: bind, source: ./data, target: /data, read_only: true}]
    environment: {A: b, N: 5}
    healthcheck: {test: curl localhost, interval: 1m30s}
volumes:
  logs:
)");

  EXPECT_TRUE(deployment.mistakes.empty()) << describe(deployment.mistakes.front());
  EXPECT_TRUE(deployment.unread.empty());
  const Container& one = container_of(deployment, "short");
  const Container& other = container_of(deployment, "long");
  EXPECT_EQ(one.ports[0].host_port.value, other.ports[0].host_port.value);
  EXPECT_EQ(one.ports[0].host_address.value, other.ports[0].host_address.value);
  EXPECT_EQ(one.ports[0].protocol.value, other.ports[0].protocol.value);
  EXPECT_TRUE(one.ports[1].host_port.is_absent());
  EXPECT_EQ(one.mounts[0].kind, other.mounts[0].kind);
  EXPECT_EQ(one.mounts[0].source.value, other.mounts[0].source.value);
  EXPECT_TRUE(one.mounts[0].read_only.is(true));
  EXPECT_EQ(one.mounts[1].kind, MountKind::volume);
  EXPECT_TRUE(one.environment[1].value.is_absent());
  EXPECT_TRUE(other.environment[1].value.is("5"));
  EXPECT_TRUE(one.command[2].is("echo \"a b\""));
  EXPECT_TRUE(other.health_check->command[0].is("CMD-SHELL"));
  EXPECT_TRUE(other.health_check->interval.is(std::chrono::seconds(90)));
  EXPECT_TRUE(depends_on(deployment, "services.short", "services.long"));
}

TEST(ComposeImporter, ReplacesVariablesAndKeepsThoseWithoutValueUnknown) {
  const Deployment deployment = import_one("compose.yaml", R"(
services:
  a:
    image: "${REGISTRY:-docker.io}/app:${TAG}"
    user: ${USER_ID:?say who}
    hostname: cost-$$5
    ports: ["${PORT}:3000"]
)",
                                           {.variables = {{"PORT", "80"}}});

  const Container& a = container_of(deployment, "a");
  EXPECT_TRUE(a.image.is_unknown());
  EXPECT_EQ(a.image.reason(), "variable ${TAG} has no value");
  EXPECT_EQ(a.image.unknown->written, "${REGISTRY:-docker.io}/app:${TAG}");
  EXPECT_EQ(a.user.reason(), "variable ${USER_ID} must be set: say who");
  EXPECT_TRUE(a.hostname.is("cost-$5"));
  EXPECT_TRUE(a.ports[0].host_port.is(PortRange{80, 80}));
}

TEST(ComposeImporter, TakesVariablesFromTheFileBesideIt) {
  const TemporaryFolder folder;
  folder.write(".env", "# of the project\nexport TAG='1.2'\nFULL=\"app:${TAG}\"\n");
  const std::string path = folder.write("compose.yaml", "services: {a: {image: \"${FULL}\"}}\n");

  EXPECT_TRUE(container_of(read_files({path}), "a").image.is("app:1.2"));
}

TEST(ComposeImporter, MergesSeveralFiles) {
  const TemporaryFolder folder;
  const std::string base = folder.write("compose.yaml", R"(
services:
  a: {image: one, command: [x, y], environment: {A: 1, B: 2}, ports: ["80:80"], volumes: ["/old:/data"]}
)");
  const std::string over = folder.write("override.yaml", R"(
services:
  a: {image: two, command: [z], environment: [B=3], ports: ["81:81"], volumes: ["/new:/data"]}
)");
  const Deployment deployment = read_files({base, over});

  const Container& a = container_of(deployment, "a");
  EXPECT_TRUE(a.image.is("two"));
  EXPECT_EQ(a.image.where.file->path, over);
  EXPECT_EQ(a.command.size(), 1U);
  EXPECT_TRUE(find_named(a.environment, "A")->value.is("1"));
  EXPECT_TRUE(find_named(a.environment, "B")->value.is("3"));
  EXPECT_EQ(a.ports.size(), 2U);
  ASSERT_EQ(a.mounts.size(), 1U);
  EXPECT_TRUE(a.mounts[0].source.is("/new"));
  EXPECT_TRUE(deployment.unread.empty());
}

TEST(ComposeImporter, FollowsExtendsIntoAnotherFolder) {
  const TemporaryFolder folder;
  folder.write("common/base.yaml", "services: {base: {image: b, volumes: ['./x:/x'], user: '5'}, other: {image: o}}\n");
  const std::string path = folder.write("compose.yaml", R"(
services:
  a: {extends: {file: common/base.yaml, service: base}, user: "6"}
  b: {extends: a, hostname: h}
)");
  const Deployment deployment = read_files({path});

  EXPECT_TRUE(container_of(deployment, "b").image.is("b"));
  EXPECT_TRUE(container_of(deployment, "b").user.is("6"));
  EXPECT_TRUE(container_of(deployment, "a").mounts[0].source.is("./common/x"));
  EXPECT_EQ(deployment.pods.size(), 2U);
  EXPECT_DOUBLE_EQ(share_read(deployment), 1.0);
}

TEST(ComposeImporter, AFileThatServicesAreTakenFromMayHaveEveryKey) {
  const TemporaryFolder folder;
  folder.write("base.yaml", "name: base\nservices: {base: {image: b}}\nvolumes: {logs: {}}\nnetwork: {}\n");
  const std::string path = folder.write("compose.yaml", "services: {a: {extends: {file: base.yaml, service: base}}}\n");
  const Deployment deployment = read_files({path});

  ASSERT_EQ(deployment.mistakes.size(), 1U);
  EXPECT_THAT(deployment.mistakes[0].message, HasSubstr("unknown key `network`"));
}

TEST(ComposeImporter, SaysWhichServiceExtendsItself) {
  const Deployment deployment =
      import_one("compose.yaml", "services: {a: {extends: b, image: i}, b: {extends: a, image: j}}\n");

  EXPECT_THAT(deployment.mistakes.at(0).message, HasSubstr("extends itself"));
}

TEST(ComposeImporter, IncludesFiles) {
  const TemporaryFolder folder;
  folder.write("db/compose.yaml", "services: {db: {image: postgres}}\nvolumes: {data: {}}\n");
  const std::string path =
      folder.write("compose.yaml",
                   "include: [db/compose.yaml]\nservices: {a: {image: i, depends_on: [db], volumes: ['data:/d']}}\n");
  const Deployment deployment = read_files({path});

  EXPECT_TRUE(deployment.mistakes.empty());
  EXPECT_EQ(deployment.files.size(), 2U);
  EXPECT_TRUE(container_of(deployment, "db").image.is("postgres"));
}

TEST(ComposeImporter, LeavesServicesOfOtherProfilesOut) {
  constexpr const char* text = "services: {a: {image: i}, debug: {image: d, profiles: [debug]}}\n";

  EXPECT_EQ(import_one("c.yaml", text).pods.size(), 1U);
  EXPECT_EQ(import_one("c.yaml", text, {.profiles = {"debug"}}).pods.size(), 2U);
}

TEST(ComposeImporter, FollowsMergeKeys) {
  const Deployment deployment = import_one("c.yaml", R"(
x-common: &common {restart: always, logging: {driver: json-file}}
services:
  a: {<<: *common, image: i}
)");

  EXPECT_TRUE(container_of(deployment, "a").restart.is("always"));
  EXPECT_TRUE(container_of(deployment, "a").log->driver.is("json-file"));
  EXPECT_TRUE(deployment.mistakes.empty());
  EXPECT_DOUBLE_EQ(share_read(deployment), 1.0);
}

TEST(ComposeImporter, NamesWhatIsNotDeclared) {
  const Deployment deployment = import_one("c.yaml", R"(
services:
  a: {image: i, volumes: ["dat:/d"], networks: [front], secrets: [key], depends_on: [b], imge: x}
volumes: {data: {}}
)");

  std::vector<std::string> messages;
  for (const Error& mistake : deployment.mistakes) {
    messages.push_back(mistake.message);
  }
  EXPECT_THAT(messages,
              testing::UnorderedElementsAre(
                  HasSubstr("names the volume `dat`, which is not declared (did you mean `data`?)"),
                  HasSubstr("names the network `front`"), HasSubstr("names the secret `key`"),
                  HasSubstr("names the service `b`"), HasSubstr("unknown key `imge` (did you mean `image`?)")));
}

TEST(ComposeImporter, KeepsTheEnvironmentUnknownWhileItsFileIsMissing) {
  const Deployment deployment =
      import_one("nowhere/c.yaml", "services: {a: {image: i, env_file: missing.env, environment: {A: b}}}\n");
  const Container& a = container_of(deployment, "a");

  EXPECT_TRUE(a.environment.is_unknown());
  EXPECT_TRUE(find_named(a.environment, "A")->value.is("b"));
}

TEST(ComposeImporter, JoinsTheNetworkOfAnotherService) {
  const Deployment deployment =
      import_one("c.yaml", "services: {a: {image: i}, b: {image: j, network_mode: 'service:a'}, c: {image: k}}\n");
  const auto share = [&](std::size_t one, std::size_t other) {
    return share_localhost(deployment, deployment.pods[one], deployment.pods[one].containers[0], deployment.pods[other],
                           deployment.pods[other].containers[0]);
  };

  EXPECT_TRUE(share(0, 1));
  EXPECT_FALSE(share(0, 2));
}

}  // namespace
}  // namespace roadworthy
