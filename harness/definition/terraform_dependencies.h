#pragma once

#include <map>
#include <set>
#include <string>

#include "definition/cursor.h"
#include "definition/deployment.h"
#include "definition/terraform_configuration.h"

namespace roadworthy {

/// Addresses that are elements of the deployment.
struct ModelledAddresses {
  std::set<std::string> all;
  std::multimap<std::string, std::string> by_plain;  ///< By the address without any key.
  void add(const std::string& address);
};

/// What the state before a plan says of a resource.
struct StateBefore {
  const Node* depends_on = nullptr;  ///< Null where it is not in there.
  bool unchanged = false;            ///< The plan leaves it as it is.
};

/// Adds to the deployment what Terraform makes before the resource of `entry`: all instances of everything that its
/// `depends_on`, those of the modules around it, or one of its expressions names; what goes through local values only
/// as far as the state before tells.
void add_dependencies(const TerraformConfiguration& configuration, const ModelledAddresses& modelled,
                      const ResourceInstance& instance, const Cursor& entry, const StateBefore& before,
                      Deployment& deployment);

}  // namespace roadworthy
