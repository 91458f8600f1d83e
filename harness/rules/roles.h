#pragma once

#include <vector>

#include "rules/facts.h"

namespace roadworthy {

/// Says of every container of the tasks what it is to its task. In this order: what the policy names; what others wait
/// for until it has ended; what a service's balancer sends requests to; log routers, images and names that tell a
/// sidecar; a container that is not essential beside one that is. A task is never left without a main container, unless
/// each of its containers is a sidecar in another task.
void assign_roles(std::vector<Task>& tasks, const Policy& policy);

}  // namespace roadworthy
