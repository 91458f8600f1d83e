#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "definition/deployment.h"
#include "definition/script_template.h"
#include "document/node.h"

namespace roadworthy {

/// What a host is told to do: run a script, or write a file.
struct HostTask {
  Script script;         ///< What runs, or the file's content.
  Text path;             ///< Of the file; absent where the script runs.
  std::string not_read;  ///< Why the content of the file is not known here; empty where it is.
  SourceSpan where;
};

/// What somebody gives a host to run, in the order in which it happens there.
struct HostTasks {
  std::vector<HostTask> tasks;
  std::vector<Unread> unread;  ///< What else it says, that starts no container.
  Errors mistakes;             ///< What cloud-init would refuse or leave out.
};

/// Whether a text is user data that cloud-init knows and that is no plain script: `#cloud-config`, or MIME with several
/// parts.
[[nodiscard]] bool is_user_data(std::string_view text);

/// Reads what cloud-init runs: a script, `#cloud-config` (`bootcmd`, `write_files`, `runcmd`), and MIME multi-part
/// archives of these. cloud-init's "User data formats" has them, and its "Boot stages" the order. Errors say why none
/// of it can be read.
[[nodiscard]] std::expected<HostTasks, Errors> read_user_data(const Script& text, const DocumentLimits& limits);

}  // namespace roadworthy
