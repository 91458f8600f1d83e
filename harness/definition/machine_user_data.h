#pragma once

#include "definition/cursor.h"
#include "definition/deployment.h"

namespace roadworthy {

/// Reads the user data at `at` into `machine`, which has its id already: as text, in base64, or in gzip and base64.
/// What it starts becomes part of the deployment. Variables were filled in before, so whatever the shell itself decides
/// is read both ways.
void read_machine_user_data(const Cursor& at, Machine& machine, Deployment& deployment);

}  // namespace roadworthy
