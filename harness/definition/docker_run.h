#pragma once

#include <string>
#include <vector>

#include "definition/deployment.h"
#include "definition/script_words.h"

namespace roadworthy {

/// Reads the words behind `docker run` or `docker create` into a container; Docker's "docker container run" has the
/// options. What it does not know becomes a mistake.
[[nodiscard]] Container read_docker_run(const std::vector<Word>& arguments, const SourceSpan& where, Errors& mistakes);

/// Reads scripts that one host runs one after another, and adds what they start to `deployment`: the host with its
/// steps, pods, networks and volumes. Branches that `choices` decide are followed so; of the others every branch is
/// read. Returns whether all of them were read to their ends; otherwise a mistake says which limit they are over.
bool read_scripts(const std::vector<Script>& scripts, const std::string& host_id, const Variables& variables,
                  const std::vector<Choice>& choices, Deployment& deployment);

/// The shell's own conditions that containers hang on, each subject once, that the variables do not decide.
[[nodiscard]] std::vector<Condition> shell_conditions(const std::vector<Script>& scripts, const Variables& variables);

}  // namespace roadworthy
