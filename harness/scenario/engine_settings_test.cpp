#include <gmock/gmock.h>

#include "core/topology.h"
#include "scenario/test_scenario.h"

namespace roadworthy {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

std::string scenario_of(std::string_view container) {
  return "scenario: A test\nsteps: [start: web]\ntopology: { pods: { edge: { web: { " + std::string(container) +
         " } } } }\n";
}

ContainerSpec web_with(std::string_view keys) {
  const auto loaded = good_scenario(scenario_of(keys));
  const ContainerSpec* found = find_container(loaded.scenario.topology, "web");
  return found == nullptr ? ContainerSpec{} : *found;
}

EngineSettings settings_of(std::string_view keys) {
  return web_with("command: [web], " + std::string(keys)).engine;
}

std::string mistakes_with(std::string_view keys) {
  return mistakes_of(scenario_of("command: [web], " + std::string(keys)));
}

TEST(EngineSettings, NothingIsSetUnlessItIsWritten) {
  const EngineSettings settings = web_with("command: [web]").engine;
  EXPECT_FALSE(settings.entrypoint || settings.healthcheck || settings.read_only || settings.host_network);
  EXPECT_EQ(settings.cpus, 0);
  EXPECT_EQ(settings.memory_limit, 0u);
  EXPECT_EQ(settings.restart + settings.pull_policy, "");
  EXPECT_EQ(settings.ulimits.size() + settings.tmpfs.size() + settings.extra_hosts.size() + settings.cap_add.size(),
            0u);
}

TEST(EngineSettings, ProcessorsAreANumberInQuotesOrNot) {
  EXPECT_EQ(settings_of("cpus: 2").cpus, 2);
  EXPECT_EQ(settings_of("cpus: 0.25").cpus, 0.25);
  EXPECT_EQ(settings_of("cpus: '1.5'").cpus, 1.5);
  EXPECT_THAT(mistakes_with("cpus: '1,5'"), HasSubstr("`1,5` is no number of processors"));
  EXPECT_THAT(mistakes_with("cpus: -1"), HasSubstr("-1 is no number of processors"));
}

TEST(EngineSettings, UnitsOfMemoryArePowersOf1024) {
  EXPECT_EQ(settings_of("mem_limit: 1000").memory_limit, 1000u);
  EXPECT_EQ(settings_of("mem_limit: 1000b").memory_limit, 1000u);
  EXPECT_EQ(settings_of("mem_limit: 64m").memory_limit, 67108864u);
  EXPECT_EQ(settings_of("mem_limit: 64MB").memory_limit, 67108864u);
  EXPECT_EQ(settings_of("mem_limit: 0.5 GiB").memory_limit, 536870912u);
  EXPECT_EQ(settings_of("mem_limit: 2kb").memory_limit, 2048u);
  EXPECT_THAT(mistakes_with("mem_limit: 64x"), HasSubstr("`64x` is no amount of memory"));
  EXPECT_THAT(mistakes_with("mem_limit: -64m"), HasSubstr("write a number with its unit: b, k, m or g"));
  EXPECT_THAT(mistakes_with("mem_limit: 999999999999999t"), HasSubstr("more memory than there can be"));
}

TEST(EngineSettings, RootFileSystemCapabilitiesAndNetwork) {
  const auto settings = settings_of("read_only: true, cap_drop: [ALL], cap_add: [CHOWN, KILL], network_mode: host");
  EXPECT_TRUE(settings.read_only);
  EXPECT_TRUE(settings.host_network);
  EXPECT_THAT(settings.cap_drop, ElementsAre("ALL"));
  EXPECT_THAT(settings.cap_add, ElementsAre("CHOWN", "KILL"));
  EXPECT_THAT(mistakes_with("cap_add: [net admin]"), HasSubstr("`net admin` is no capability"));
  EXPECT_THAT(mistakes_with("network_mode: 'service:web'"), HasSubstr("unknown network mode `service:web`"));
}

TEST(EngineSettings, LimitsAreOneNumberOrTwo) {
  const auto limits = settings_of("ulimits: { nofile: { soft: 100, hard: 200 }, core: 0, memlock: -1 }").ulimits;
  ASSERT_EQ(limits.size(), 3u);
  EXPECT_EQ(limits.at("nofile").soft, 100);
  EXPECT_EQ(limits.at("nofile").hard, 200);
  EXPECT_EQ(limits.at("core").hard, 0);
  EXPECT_EQ(limits.at("memlock").soft, -1);
  EXPECT_THAT(mistakes_with("ulimits: { nofiles: 3 }"), HasSubstr("unknown limit `nofiles` (did you mean `nofile`?)"));
  EXPECT_THAT(mistakes_with("ulimits: { nofile: -2 }"), HasSubstr("-2 is no limit"));
  EXPECT_THAT(mistakes_with("ulimits: { nofile: { soft: 3 } }"), HasSubstr("needs the key `hard`"));
  EXPECT_THAT(mistakes_with("ulimits: { nofile: { soft: 3, hard: 2 } }"),
              HasSubstr("the soft limit of `nofile` is above its hard one"));
}

TEST(EngineSettings, HostsAreAListOrAMapping) {
  EXPECT_THAT(settings_of("extra_hosts: ['a:192.0.2.1', 'b=2001:db8::1', 'c:host-gateway', 'd:::1']").extra_hosts,
              ElementsAre("a:192.0.2.1", "b:2001:db8::1", "c:host-gateway", "d:::1"));
  EXPECT_THAT(settings_of("extra_hosts: { a: 192.0.2.1, b: '[2001:db8::1]' }").extra_hosts,
              ElementsAre("a:192.0.2.1", "b:2001:db8::1"));
  EXPECT_THAT(mistakes_with("extra_hosts: [ledger]"), HasSubstr("is no host with its address"));
  EXPECT_THAT(mistakes_with("extra_hosts: { ledger: 300.1.1.1 }"), HasSubstr("`ledger` with `300.1.1.1` is no host"));
}

TEST(EngineSettings, AHealthCheckIsALineOrAList) {
  const auto check = settings_of(
                         "healthcheck: { test: [CMD, web, --check], interval: 1m30s, timeout: 2s, retries: 4, "
                         "start_period: 500ms }")
                         .healthcheck;
  ASSERT_TRUE(check);
  EXPECT_THAT(check->test, ElementsAre("CMD", "web", "--check"));
  EXPECT_EQ(check->interval, 90s);
  EXPECT_EQ(check->timeout, 2s);
  EXPECT_EQ(check->start_period, 500ms);
  EXPECT_EQ(check->retries, 4u);
  EXPECT_FALSE(check->disabled);
  EXPECT_THAT(settings_of("healthcheck: { test: exit 0 }").healthcheck->test, ElementsAre("CMD-SHELL", "exit 0"));
  EXPECT_TRUE(settings_of("healthcheck: { disable: true }").healthcheck->disabled);
  EXPECT_TRUE(settings_of("healthcheck: { test: [NONE] }").healthcheck->disabled);
  EXPECT_THAT(mistakes_with("healthcheck: { test: [curl, localhost] }"),
              HasSubstr("write [CMD, PROGRAM, ARGUMENT...], [CMD-SHELL, LINE], [NONE], or a line"));
  EXPECT_THAT(mistakes_with("healthcheck: { test: exit 0, intervall: 1s }"), HasSubstr("did you mean `interval`?"));
}

TEST(EngineSettings, RestartTmpfsAndPulls) {
  EXPECT_EQ(settings_of("restart: no").restart, "no");
  EXPECT_EQ(settings_of("restart: on-failure:3").restart, "on-failure:3");
  EXPECT_THAT(mistakes_with("restart: sometimes"), HasSubstr("unknown restart policy `sometimes`"));
  EXPECT_THAT(settings_of("tmpfs: [/run, '/tmp:size=1m,mode=1777']").tmpfs,
              ElementsAre(Pair("/run", ""), Pair("/tmp", "size=1m,mode=1777")));
  EXPECT_THAT(settings_of("tmpfs: /run").tmpfs, ElementsAre(Pair("/run", "")));
  EXPECT_THAT(mistakes_with("tmpfs: run"), HasSubstr("`run` is no place for a tmpfs"));
  EXPECT_EQ(settings_of("pull_policy: if_not_present").pull_policy, "missing");
  EXPECT_THAT(mistakes_with("pull_policy: daily"), HasSubstr("unknown pull policy `daily`"));
}

TEST(EngineSettings, AnImageKeepsItsEntryPointUnlessAnotherIsNamed) {
  const ContainerSpec plain = web_with("image: 'box:1', command: --verbose 'a b'");
  EXPECT_EQ(plain.image, "box:1");
  EXPECT_FALSE(plain.engine.entrypoint);
  EXPECT_THAT(plain.command, ElementsAre("--verbose", "a b"));
  const ContainerSpec other = web_with("image: 'box:1', entrypoint: [/bin/box, -x]");
  EXPECT_THAT(*other.engine.entrypoint, ElementsAre("/bin/box", "-x"));
  EXPECT_THAT(other.command, ElementsAre());
}

TEST(EngineSettings, WithoutAnImageEntryPointAndCommandAreOneCommand) {
  EXPECT_THAT(web_with("entrypoint: [env, A=1], command: sleep 60").command, ElementsAre("env", "A=1", "sleep", "60"));
  EXPECT_THAT(web_with("entrypoint: env").command, ElementsAre("env"));
  EXPECT_THAT(mistakes_of(scenario_of("command: 'a && b'")), HasSubstr("needs a shell, and none runs"));
  EXPECT_THAT(mistakes_of(scenario_of("entrypoint: []")), HasSubstr("`entrypoint` is an empty list"));
}

TEST(EngineSettings, StandInsAndSubjectsBringTheirOwnPrograms) {
  EXPECT_THAT(mistakes_of(scenario_of("stand_in: logstash, image: box")), HasSubstr("a stand-in takes no `image`"));
  EXPECT_THAT(mistakes_of(scenario_of("subject: web, image: box")), HasSubstr("needs exactly one of"));
}

}  // namespace
}  // namespace roadworthy
