#pragma once

#include <string>

#include "core/error.h"

namespace roadworthy::mocks::etcd {

/// A bcrypt hash (`$2b$..`) of `password`; `cost` is from 4 to 31 and doubles the time with each step.
[[nodiscard]] Result<std::string> hash_password(const std::string& password, unsigned cost);

[[nodiscard]] bool password_matches(const std::string& password, const std::string& hash);

}  // namespace roadworthy::mocks::etcd
