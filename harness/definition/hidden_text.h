#pragma once

#include <memory>
#include <string>
#include <vector>

#include "definition/deployment.h"
#include "document/node.h"

namespace roadworthy {

/// Regions of what a plan or state of Terraform says is secret, wherever it stands: in values before and after, in
/// variables and outputs. Values of plain SSM parameters, which the provider calls secret too, are not.
[[nodiscard]] std::vector<Region> secret_regions(const Node& root);

/// Gives the document a file of its own, whose text can be hidden when all is read, and the deployment its digest.
[[nodiscard]] std::shared_ptr<SourceFile> own_text(Document& document, Deployment& deployment);

/// The text with asterisks for every character of the regions; lines and columns stay.
[[nodiscard]] std::string hide(const std::string& text, const std::vector<Region>& regions);

/// Everything that the pods and hosts from these places on say is secret: they come from a script that is.
void mark_secret(Deployment& deployment, std::size_t first_pod, std::size_t first_host);

}  // namespace roadworthy
