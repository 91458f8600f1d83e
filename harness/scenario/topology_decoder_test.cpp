#include <gmock/gmock.h>

#include "core/topology.h"
#include "scenario/test_scenario.h"

namespace roadworthy {
namespace {

using testing::ElementsAre;
using testing::Pair;

std::string scenario_with(std::string_view pods) {
  return "scenario: A test\nsteps: [start: web]\ntopology:\n  pods:\n" + std::string(pods);
}

std::string mistakes_of_pods(std::string_view pods) {
  return mistakes_of(scenario_with(pods));
}

const ContainerSpec& container(const LoadedScenario& loaded, std::string_view name) {
  static const ContainerSpec kNone;
  const ContainerSpec* found = find_container(loaded.scenario.topology, name);
  EXPECT_NE(found, nullptr) << name;
  return found == nullptr ? kNone : *found;
}

TEST(Topology, NeedsPodsOfContainers) {
  EXPECT_EQ(mistakes_of("scenario: A test\nsteps: [start: web]\ntopology: {}\n"),
            R"(test.yaml:3:11: a topology needs the key `pods`
  topology: {}
            ^~
)");
  EXPECT_EQ(mistakes_of_pods("    edge: {}\n"), R"(test.yaml:5:11: pod `edge` has no container
      edge: {}
            ^~
  list its containers, each by its name
)");
}

TEST(Topology, NamesAreHostNames) {
  EXPECT_EQ(mistakes_of_pods("    Edge: { web: { command: [web] } }\n"), R"(test.yaml:5:5: `Edge` is no name for a pod
      Edge: { web: { command: [web] } }
      ^~~~
  use up to 63 of a-z, 0-9, - and _; it is a host name on the stand
)");
}

TEST(Topology, APodAndAContainerOfOneNameAreAMistake) {
  EXPECT_EQ(mistakes_of_pods("    edge: { web: { command: [web] } }\n"
                             "    web: { other: { command: [other] } }\n"),
            R"(test.yaml:6:5: `web` names both a pod and a container of pod `edge`
      web: { other: { command: [other] } }
      ^~~
  both are host names on the stand: rename one
)");
}

TEST(Topology, AContainerIsOfOneKind) {
  EXPECT_EQ(mistakes_of_pods("    edge: { web: { user: 7 } }\n"),
            R"(test.yaml:5:18: container `web` needs exactly one of `stand_in`, `subject` and `command` or `image`
      edge: { web: { user: 7 } }
                   ^~~~~~~~~~~
)");
  EXPECT_EQ(mistakes_of_pods("    edge: { web: { command: [] } }\n"), R"(test.yaml:5:29: `command` is an empty list
      edge: { web: { command: [] } }
                              ^~
  name the program, then its arguments
)");
}

TEST(Topology, AnUnknownStandInSaysWhichThereAre) {
  EXPECT_EQ(mistakes_of_pods("    edge: { web: { stand_in: logstach } }\n"),
            R"(test.yaml:5:30: unknown stand-in `logstach` (did you mean `logstash`?)
      edge: { web: { stand_in: logstach } }
                               ^~~~~~~~
  there are logstash
)");
}

TEST(Topology, ASubjectNeedsSomethingInItsPlace) {
  EXPECT_EQ(mistakes_of_pods("    edge: { web: { subject: status-sidecar } }\n"),
            R"(test.yaml:5:29: nothing is put in the place of subject `status-sidecar`
      edge: { web: { subject: status-sidecar } }
                              ^~~~~~~~~~~~~~
  name it with --subject status-sidecar=PROFILE, or in a subjects.yaml beside the scenarios
)");
}

TEST(Topology, ASubjectIsNoVariable) {
  EXPECT_EQ(mistakes_of_pods("    edge: { web: { subject: '${which}' } }\n"),
            R"(test.yaml:5:29: `subject` cannot be a variable
      edge: { web: { subject: '${which}' } }
                              ^~~~~~~~~~
  what is put in its place brings variables of its own: write the name
)");
}

TEST(Topology, AVolumeIsANameAndAnAbsolutePath) {
  EXPECT_EQ(mistakes_of_pods("    edge: { web: { command: [web], volumes: ['logs:/var/log', 'logs:var'] } }\n"),
            R"(test.yaml:5:63: `logs:var` is no volume
  ...  edge: { web: { command: [web], volumes: ['logs:/var/log', 'logs:var'] } }
                                                                 ^~~~~~~~~~
  write NAME:/ABSOLUTE/PATH, with :ro behind it if it is read-only
)");
}

TEST(Topology, AnEnvironmentLineSetsAVariable) {
  EXPECT_EQ(mistakes_of_pods("    edge:\n      web:\n        command: [web]\n        environment: [A=1, B]\n"),
            R"(test.yaml:8:28: `B` sets no variable
          environment: [A=1, B]
                             ^
  write NAME=VALUE
)");
}

TEST(Topology, VolumesEnvironmentAndUserAreRead) {
  const auto loaded = good_scenario(
      scenario_with("    edge: { web: { command: [web, -v], volumes: ['logs:/var/log:ro', '/etc/x:/etc/y'], "
                    "environment: [A=1=2], user: 1000, completes: true } }\n"));
  const ContainerSpec& web = container(loaded, "web");
  EXPECT_THAT(web.command, ElementsAre("web", "-v"));
  EXPECT_THAT(web.environment, ElementsAre(Pair("A", "1=2")));
  EXPECT_EQ(web.user, "1000");
  EXPECT_TRUE(web.completes);
  ASSERT_EQ(web.volumes.size(), 2u);
  EXPECT_EQ(web.volumes[0].source, "logs");
  EXPECT_EQ(web.volumes[0].target, "/var/log");
  EXPECT_TRUE(web.volumes[0].read_only);
  EXPECT_TRUE(web.volumes[1].is_bind());
}

/// A scenario whose subject `web-sidecar` has a profile beside it, read with the options.
LoadedScenario with_profile(const LoadOptions& options) {
  const ScenarioFolder folder;
  folder.write("subjects.yaml", "web-sidecar: profiles/web.yaml\n");
  folder.write("profiles/web.yaml",
               "profile: A web sidecar\n"
               "subject: web-sidecar\n"
               "command: [\"${libexec}/web\", \"${profile_folder}\"]\n"
               "environment: { FROM: profile, PROFILE: yes, LAST: profile }\n"
               "variables: { settle: 1s, pace: profile }\n");
  const auto path = folder.write("scenarios/deep/test.yaml",
                                 "scenario: A test\n"
                                 "variables: { settle: 45s, pace: scenario, own: scenario }\n"
                                 "topology: { pods: { edge: { web: { subject: web-sidecar, environment: { FROM: "
                                 "scenario, LAST: scenario } } } } }\n"
                                 "steps: [start: web]\n");
  // The nearest subjects.yaml above the scenario counts.
  auto loaded = load_scenario(path, options);
  EXPECT_TRUE(loaded) << (loaded ? "" : folder.describe_all(loaded.error()));
  return loaded ? *std::move(loaded) : LoadedScenario{};
}

TEST(Subjects, TheNearestProfileAboveStandsIn) {
  const auto loaded = with_profile(language());
  const ContainerSpec& web = container(loaded, "web");
  EXPECT_EQ(web.role, ContainerRole::subject);
  EXPECT_EQ(web.command.front(), "/libexec/web");
  EXPECT_THAT(web.command.back(), testing::EndsWith("/profiles"));
  EXPECT_THAT(loaded.subjects, ElementsAre(Pair("web-sidecar", testing::HasSubstr("profile "))));
}

TEST(Subjects, EnvironmentOfTheProfileYieldsToTheScenarioAndThatToTheCaller) {
  LoadOptions options = language();
  options.environment["web-sidecar"] = {{"LAST", "caller"}};
  const auto loaded = with_profile(options);
  EXPECT_THAT(container(loaded, "web").environment,
              ElementsAre(Pair("FROM", "scenario"), Pair("LAST", "caller"), Pair("PROFILE", "yes")));
}

TEST(Subjects, VariablesOfTheScenarioYieldToTheProfileAndThatToTheCaller) {
  LoadOptions options = language();
  options.variables["settle"] = "3s";
  const auto variables = with_profile(options).scenario.variables;
  EXPECT_EQ(variables.at("settle"), "3s");
  EXPECT_EQ(variables.at("pace"), "profile");
  EXPECT_EQ(variables.at("own"), "scenario");
}

TEST(Subjects, ACommandOfTheCallerTakesThePlaceOfTheProfile) {
  LoadOptions options = language();
  options.subjects["web-sidecar"] = "node 'my server.js'";
  const auto loaded = with_profile(options);
  EXPECT_THAT(container(loaded, "web").command, ElementsAre("node", "my server.js"));
  EXPECT_EQ(loaded.scenario.variables.at("settle"), "45s");
}

constexpr std::string_view kStandIn = "    edge: { web: { stand_in: logstash, command: [logstash, -f, x] } }\n";

TEST(StandIns, TheirCommandIsArgumentsOfTheStandIn) {
  const auto loaded = good_scenario(scenario_with(kStandIn));
  const ContainerSpec& web = container(loaded, "web");
  EXPECT_EQ(web.role, ContainerRole::stand_in);
  EXPECT_TRUE(web.accepts_control);
  EXPECT_THAT(web.command, ElementsAre("/libexec/roadworthy-logstash", "--control", "logstash", "-f", "x"));
}

TEST(StandIns, ARealServiceInTheirPlaceTakesNoCommands) {
  LoadOptions options = language();
  options.subjects["logstash"] = "image:logstash:8";
  const auto loaded = good_scenario(scenario_with(kStandIn), options);
  const ContainerSpec& web = container(loaded, "web");
  EXPECT_EQ(web.role, ContainerRole::subject);
  EXPECT_FALSE(web.accepts_control);
  EXPECT_EQ(web.image, "logstash:8");
  EXPECT_THAT(loaded.subjects, ElementsAre(Pair("logstash", "image logstash:8")));
}

}  // namespace
}  // namespace roadworthy
