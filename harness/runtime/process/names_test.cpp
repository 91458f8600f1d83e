#include "runtime/process/names.h"

#include <gtest/gtest.h>

#include "runtime/process/stand_for_tests.h"

namespace roadworthy {
namespace {

using namespace roadworthy::testing;

Names two_edges() {
  const Topology topology{
      .pods = {pod("north", {shell("status", ""), shell("logstash", "")}), pod("south", {shell("status", "")})}};
  std::vector<PodNetwork> networks;
  networks.push_back({.pod = "north", .address = "10.77.1.1", .space = UniqueFd()});
  networks.push_back({.pod = "south", .address = "10.77.1.2", .space = UniqueFd()});
  return Names::of(topology, networks);
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

TEST(Names, InSharedModeEveryNameIsLoopback) {
  const Names names = Names::of(Topology{.pods = {pod("edge", {shell("status", "")})}});
  EXPECT_EQ(names.address_of("edge"), "127.0.0.1");
  EXPECT_EQ(names.address_of("status"), "127.0.0.1");
}

}  // namespace
}  // namespace roadworthy
