#pragma once

#include "core/topology_request.h"
#include "definition/deployment.h"

namespace roadworthy {

/// Reads a definition and makes the topology of it that a stand starts.
///
/// - A task definition and a container group are one pod each; a Compose service and a `docker run` are pods of one
///   container, but for those that share a network (`container:NAME`, or the host's): these are one pod.
/// - Paths of the machine become volumes of the stand, so that nothing outside is touched; files beside a Compose file
///   that are there are mounted from where they are.
/// - `host.docker.internal` and other names of the gateway, where the definition maps them, become the container that
///   publishes the port that they are asked for: on the stand there is no machine between the two.
/// - Of a definition with branches the first is taken in which no condition is turned: give `variables` to choose.
[[nodiscard]] std::expected<Topology, Errors> import_topology(const TopologyRequest& request);

/// The definition itself, as it is read for that.
[[nodiscard]] std::expected<Deployment, Errors> import_definition(const TopologyRequest& request);

}  // namespace roadworthy
