#pragma once

#include <vector>

#include "definition/script.h"

namespace roadworthy {

/// The commands that a systemd unit starts its service with (`ExecStart=`), each without the signs in front of it
/// (`-`, `@`, ...), over continued lines. None where the text is no unit. systemd.service(5) has the syntax, and its
/// quoting is near enough to a shell's.
[[nodiscard]] std::vector<Script> service_commands(const Script& unit);

}  // namespace roadworthy
