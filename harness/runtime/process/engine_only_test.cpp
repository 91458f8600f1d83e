#include "runtime/process/engine_only.h"

#include <gmock/gmock.h>

namespace roadworthy {
namespace {

using Change = void (*)(EngineSettings& settings);

std::string refusal_of(Change change) {
  Topology topology;
  topology.pods.push_back({.name = "edge", .containers = {{.name = "web", .pod = "edge"}}, .where = {}});
  change(topology.pods.front().containers.front().engine);
  const auto done = check_for_engine_settings(topology);
  if (!done) {
    EXPECT_EQ(done.error().kind, ErrorKind::unavailable);
  }
  return done ? "" : done.error().message;
}

TEST(EngineOnlySettings, AreNamedWithWhatIsNotDone) {
  EXPECT_EQ(refusal_of([](EngineSettings& each) { each.memory_limit = 1; }),
            "web has `mem_limit`, and the process runtime limits no memory");
  EXPECT_EQ(refusal_of([](EngineSettings& each) { each.healthcheck.emplace(); }),
            "web has `healthcheck`, and the process runtime runs no health checks");
}

TEST(EngineOnlySettings, AreAllRefused) {
  const std::array<Change, 11> changes{[](EngineSettings& each) { each.cpus = 0.5; },
                                       [](EngineSettings& each) { each.memory_limit = 1; },
                                       [](EngineSettings& each) { each.read_only = true; },
                                       [](EngineSettings& each) { each.cap_add = {"KILL"}; },
                                       [](EngineSettings& each) { each.cap_drop = {"KILL"}; },
                                       [](EngineSettings& each) { each.ulimits["core"] = {}; },
                                       [](EngineSettings& each) { each.extra_hosts = {"a:192.0.2.1"}; },
                                       [](EngineSettings& each) { each.host_network = true; },
                                       [](EngineSettings& each) { each.healthcheck.emplace(); },
                                       [](EngineSettings& each) { each.restart = "always"; },
                                       [](EngineSettings& each) { each.tmpfs["/run"] = ""; }};
  for (std::size_t index = 0; index < changes.size(); ++index) {
    EXPECT_NE(refusal_of(changes.at(index)), "") << "change " << index;
  }
}

TEST(EngineOnlySettings, WhatHoldsAnywayPasses) {
  EXPECT_EQ(refusal_of([](EngineSettings& each) { each.restart = "no"; }), "");
  EXPECT_EQ(refusal_of([](EngineSettings& each) { each.pull_policy = "never"; }), "");
  EXPECT_EQ(refusal_of([](EngineSettings& each) { each.healthcheck.emplace().disabled = true; }), "");
}

}  // namespace
}  // namespace roadworthy
