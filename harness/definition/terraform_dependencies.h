#pragma once

#include <set>
#include <string>

#include "definition/cursor.h"
#include "definition/deployment.h"
#include "definition/terraform_configuration.h"

namespace roadworthy {

/// Adds to the deployment what Terraform makes before the resource of `entry`: all instances of everything that its
/// `depends_on` or one of its expressions names. Only addresses in `modelled` are elements of the deployment.
void add_dependencies(const TerraformConfiguration& configuration, const std::set<std::string>& modelled,
                      const ResourceInstance& instance, const Cursor& entry, Deployment& deployment);

}  // namespace roadworthy
