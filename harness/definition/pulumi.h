#pragma once

#include "definition/resource.h"

namespace roadworthy {

/// Whether a type is a component of awsx that is given whole containers rather than their JSON text.
[[nodiscard]] bool is_awsx_task(std::string_view type);

/// Reads `awsx:ecs:FargateTaskDefinition`, `awsx:ecs:EC2TaskDefinition`, and the `taskDefinitionArgs` of their
/// services: `container` or `containers`, a mapping whose keys name the containers.
void read_awsx_task(const std::string& type, const Resource& resource, Deployment& deployment);

}  // namespace roadworthy
