#pragma once

#include "definition/deployment.h"

namespace roadworthy {

/// Gives every absent value of the deployment that has no place the place of the element that it is absent from.
void fill_places(Deployment& deployment);

}  // namespace roadworthy
