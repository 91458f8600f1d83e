#pragma once

#include <expected>
#include <string_view>
#include <vector>

#include "definition/user_data.h"

namespace roadworthy {

/// What a `#cloud-config` has the host do, by the module of cloud-init that does it. Scripts have one line for each
/// command, as cloud-init writes them.
struct CloudConfig {
  std::vector<HostTask> bootcmd;
  std::vector<HostTask> write_files;
  std::vector<HostTask> runcmd;
  bool merges = false;  ///< It says how to merge it with the parts before it; else its keys replace theirs.
  std::vector<Unread> unread;
  Errors mistakes;
};

/// Reads one `#cloud-config` document: cloud-init's "Module reference" has the keys.
[[nodiscard]] std::expected<CloudConfig, Errors> read_cloud_config(const Script& text, const DocumentLimits& limits);

}  // namespace roadworthy
