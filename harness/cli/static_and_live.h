#pragma once

#include "core/verdict.h"
#include "definition/deployment.h"

namespace roadworthy {

/// A scenario whose topology is a definition shows items that the definition's rules show as well. Where the two say
/// otherwise, one of them is wrong about the deployment, and a step says so, with what each of them saw: a failed one
/// where the stand refuted what the rules say holds, and a warning, at the place of the rule's finding, where the stand
/// showed what the rules say fails. The rules judge by the documented figures.
void add_contradictions(ScenarioVerdict& verdict, const Deployment& definition);

}  // namespace roadworthy
