#include "runtime/parts/names.h"

#include <gtest/gtest.h>

namespace roadworthy {
namespace {

PodSpec pod(const std::string& name, const std::vector<std::string>& containers) {
  PodSpec pod{.name = name, .containers = {}, .where = {}};
  for (const std::string& container : containers) {
    pod.containers.push_back({.name = container, .pod = name});
  }
  return pod;
}

Names two_edges() {
  const Topology topology{.pods = {pod("north", {"status", "logstash"}), pod("south", {"status"})}};
  return Names::of(topology, {{"north", "10.77.1.1"}, {"south", "10.77.1.2"}});
}

TEST(Names, PodsAndContainersLeadToTheirPod) {
  const Names names = two_edges();
  EXPECT_EQ(names.address_of("north"), "10.77.1.1");
  EXPECT_EQ(names.address_of("logstash"), "10.77.1.1");
  EXPECT_EQ(names.address_of("status.south"), "10.77.1.2");
  EXPECT_EQ(names.address_of("localhost"), "127.0.0.1");
}

TEST(Names, ANameThatTwoContainersHaveLeadsNowhere) {
  EXPECT_EQ(two_edges().address_of("status"), "");
}

TEST(Names, AnAddressIsItsOwnAndOtherHostsDoNotExist) {
  EXPECT_EQ(two_edges().address_of("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(two_edges().address_of("[::1]"), "::1");
  EXPECT_EQ(two_edges().address_of("example.com"), "");
}

TEST(Names, TheHostsFileHoldsThemAll) {
  EXPECT_EQ(two_edges().hosts_file(),
            "127.0.0.1 localhost\n"
            "::1 localhost ip6-localhost ip6-loopback\n"
            "10.77.1.1 logstash\n"
            "10.77.1.1 logstash.north\n"
            "10.77.1.1 north\n"
            "10.77.1.2 south\n"
            "10.77.1.1 status.north\n"
            "10.77.1.2 status.south\n");
}

TEST(Names, WithoutNetworksEveryNameIsLoopback) {
  const Names names = Names::of(Topology{.pods = {pod("edge", {"status"})}});
  EXPECT_EQ(names.address_of("edge"), "127.0.0.1");
  EXPECT_EQ(names.address_of("status"), "127.0.0.1");
}

}  // namespace
}  // namespace roadworthy
