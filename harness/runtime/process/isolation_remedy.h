#pragma once

#include <string>

namespace roadworthy {

/// What a person can do where this machine refuses namespaces, as far as its settings tell why (user namespaces
/// switched off by sysctl or by AppArmor, a container's seccomp profile).
[[nodiscard]] std::string isolation_remedy();

}  // namespace roadworthy
