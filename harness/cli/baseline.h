#pragma once

#include <string>
#include <vector>

#include "comparison/comparison.h"
#include "core/verdict.h"
#include "definition/deployment.h"
#include "policy/policy.h"

namespace roadworthy {

/// Holds a definition against the one that it is to replace: what it means otherwise, apart from the sidecars that it
/// adds. A step for each difference, with the old place and the new one.
///
/// Items: ECS-SINGLE of task definitions, STATUS-OPTIONAL of Logstash's definitions; they hold when nothing differs,
/// fail when something does, and cannot be told while unknown values may. What Logstash needs for a status sidecar
/// whether there is one or not (its log directory, `--path.logs`, its API's port) is no difference to STATUS-OPTIONAL.
/// Sidecars are containers that are not essential, that are called or made like one, or that the policy names.
[[nodiscard]] ScenarioVerdict check_baseline(const std::vector<Deployment>& before,
                                             const std::vector<Deployment>& after, const Policy& policy);

}  // namespace roadworthy
