#pragma once

#include <string>

#include "core/error.h"

namespace roadworthy {

/// The registry that an image reference names: `docker.io` for one without a host.
[[nodiscard]] std::string registry_of(const std::string& reference);

/// What `X-Registry-Auth` holds for that reference: from Docker's own configuration (`auths`), or from the credential
/// helper that it names (`credHelpers`, `credsStore`). Empty where there is none. The helpers' protocol:
/// https://github.com/docker/docker-credential-helpers. Errors: `environment`, when a helper cannot be run.
[[nodiscard]] Result<std::string> registry_credentials(const std::string& reference);

}  // namespace roadworthy
