#pragma once

#include <map>
#include <string>

#include "scenario/load_scenario.h"

namespace roadworthy {

/// What was put in the place of each subject, with what identifies it: behind a command ` sha256:` and the first 16
/// digits of the digest over every file that its command names (the program, found as `execvp` finds it, and scripts
/// and other files among its arguments), so that a report tells two builds apart. Nothing is added where no file is
/// found.
[[nodiscard]] std::map<std::string, std::string> identify_subjects(const LoadedScenario& loaded);

}  // namespace roadworthy
