#include "core/topology.h"

#include <gtest/gtest.h>

namespace roadworthy {
namespace {

ContainerSpec container(std::string name, std::string pod) {
  ContainerSpec spec;
  spec.name = std::move(name);
  spec.pod = std::move(pod);
  return spec;
}

Topology two_edges() {
  return {
      .pods = {
          {.name = "north", .containers = {container("status", "north"), container("logstash", "north")}, .where = {}},
          {.name = "south", .containers = {container("status", "south")}, .where = {}}}};
}

TEST(Topology, AUniqueContainerGoesByItsName) {
  const Topology topology = two_edges();
  EXPECT_EQ(stand_name(topology, topology.pods[0].containers[1]), "logstash");
  EXPECT_EQ(find_container(topology, "logstash"), &topology.pods[0].containers[1]);
}

TEST(Topology, ContainersOfOneNameGoByNameAndPod) {
  const Topology topology = two_edges();
  EXPECT_EQ(stand_name(topology, topology.pods[1].containers[0]), "status.south");
  EXPECT_EQ(find_container(topology, "status.south"), &topology.pods[1].containers[0]);
  EXPECT_EQ(find_container(topology, "status"), nullptr) << "which of the two?";
}

TEST(Topology, AUniqueContainerAnswersToItsLongNameToo) {
  const Topology topology = two_edges();
  EXPECT_EQ(find_container(topology, "logstash.north"), &topology.pods[0].containers[1]);
  EXPECT_EQ(find_container(topology, "logstash.south"), nullptr);
}

TEST(Topology, FindsPods) {
  const Topology topology = two_edges();
  EXPECT_EQ(find_pod(topology, "south"), &topology.pods[1]);
  EXPECT_EQ(find_pod(topology, "status"), nullptr);
}

}  // namespace
}  // namespace roadworthy
