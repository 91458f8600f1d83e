#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "mocks/etcd/state.h"
#include "mocks/http/listener.h"

namespace roadworthy::mocks::etcd {

/// The command line: etcd's own, as far as it concerns a client, and what every stand-in takes.
struct Settings {
  bool control = false;
  bool print_version = false;
  std::string name = "default";
  std::vector<ListenAddress> listen;    ///< One endpoint each.
  std::vector<std::string> advertised;  ///< URLs, in the order of `listen`; may be shorter.
  std::string data_folder;              ///< Empty: all is forgotten when the program ends.
  Limits limits;
  Duration token_life = std::chrono::seconds(300);
};

/// `environment` is asked for `ETCD_LISTEN_CLIENT_URLS` and the like, which a flag overrides. Flags of etcd that mean
/// nothing here (peers, snapshots, heartbeats) are taken and skipped. `usage` with a text for the person; with an empty
/// message when help was asked for, which is in `remedy`.
[[nodiscard]] Result<Settings> parse_command_line(
    std::vector<std::string> arguments, const std::function<std::optional<std::string>(std::string_view)>& environment);

}  // namespace roadworthy::mocks::etcd
