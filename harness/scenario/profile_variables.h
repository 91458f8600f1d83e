#pragma once

#include <map>
#include <string>

#include "core/error.h"
#include "document/node.h"
#include "scenario/subject.h"

namespace roadworthy {

/// Adds a mistake for each variable of a profile whose name is misspelt: neither the scenario declares it nor any other
/// scenario beside it declares and uses it, and it is nearly the name of one that the scenario declares and the profile
/// leaves as it is. A profile serves many scenarios: what only another one declares is none. `path` is the scenario's
/// file; the others are those of its folder, or of the nearest folder above it that has a `subjects.yaml`.
void check_profile_variables(const std::string& path, const Document& scenario,
                             const std::map<std::string, Subject>& subjects, Errors& errors);

}  // namespace roadworthy
