#pragma once

#include <string>
#include <vector>

#include "definition/deployment.h"
#include "definition/script_words.h"
#include "definition/user_data.h"

namespace roadworthy {

/// Reads the words behind `docker run` or `docker create` into a container; Docker's "docker container run" has the
/// options. What it does not know becomes a mistake.
[[nodiscard]] Container read_docker_run(const std::vector<Word>& arguments, const SourceSpan& where, Errors& mistakes);

/// Reads what one host does, one task after another, and adds what it starts to `deployment`: the host with its steps,
/// pods, networks and volumes. Files that a task or a command writes are read where they are run: scripts, systemd
/// units, Compose files. Branches that `choices` decide are followed so; of the others every branch is read. Returns
/// whether all scripts were read to their ends; otherwise a mistake says which limit they are over.
bool read_tasks(const std::vector<HostTask>& tasks, const std::string& host_id, const Variables& variables,
                const std::vector<Choice>& choices, Deployment& deployment);

}  // namespace roadworthy
