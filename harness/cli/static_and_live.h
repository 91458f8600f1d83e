#pragma once

#include "core/verdict.h"
#include "definition/deployment.h"

namespace roadworthy {

/// A scenario whose topology is a definition shows items that the definition's rules show as well. Where the rules say
/// that an item holds and the stand refuted it, one of the two is wrong about the deployment: a failed step says so,
/// and what the definition says of it. The rules judge by the documented figures.
void add_contradictions(ScenarioVerdict& verdict, const Deployment& definition);

}  // namespace roadworthy
