#pragma once

#include "core/error.h"
#include "core/kept_stand.h"

namespace roadworthy {

/// Runs a command, or a shell, in the namespaces of a container of a kept stand (of a pod: of the first that runs;
/// where none does, in the pod's network alone), with its environment, as the calling user. Its exit code, as shells
/// count. Called with a single thread; this process is in other namespaces afterwards. Errors: `environment`.
[[nodiscard]] Result<int> enter_process_stand(const EnterRequest& request);

}  // namespace roadworthy
