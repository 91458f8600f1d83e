#pragma once

#include <vector>

#include "definition/deployment.h"

namespace roadworthy {

/// One deployment of several that belong together: a task definition and the plan that runs it, a host's script and the
/// plan that makes the host. Elements keep their ids. A service that names a task definition by family or ARN is
/// connected with the pod of that family. Format and name are those of the first plan among them, else of the first.
[[nodiscard]] Deployment merge_deployments(std::vector<Deployment> parts);

}  // namespace roadworthy
