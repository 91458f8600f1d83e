#pragma once

#include <string>
#include <string_view>

#include "core/error.h"

namespace roadworthy {

/// Where a Docker Engine answers, and what proves who asks.
struct EngineAddress {
  std::string text;         ///< As a person writes it: `unix:///var/run/docker.sock`, `tcp://builder:2376`.
  std::string socket_path;  ///< Of a Unix socket; empty for TCP.
  std::string authority;    ///< `HOST:PORT`; `docker` for a Unix socket.
  bool tls = false;
  bool verify = true;            ///< With TLS: whether the server's certificate must be one that `ca_file` vouches for.
  std::string ca_file;           ///< Empty where there is none.
  std::string certificate_file;  ///< Empty where there is none.
  std::string key_file;

  [[nodiscard]] bool is_local() const { return !socket_path.empty(); }
};

/// Reads what `DOCKER_HOST` may hold: `unix://PATH`, `tcp://HOST[:PORT]`. TLS is for the caller to fill in.
/// Errors: `environment`, with what to write instead.
[[nodiscard]] Result<EngineAddress> parse_engine_address(std::string_view text);

/// The Engine that Docker's own command line would use: `DOCKER_HOST` with `DOCKER_TLS_VERIFY`, `DOCKER_TLS` and
/// `DOCKER_CERT_PATH`; else the context of `DOCKER_CONTEXT` or of `config.json` (`DOCKER_CONFIG`, `~/.docker`); else
/// the default socket. https://docs.docker.com/engine/reference/commandline/cli/#environment-variables
[[nodiscard]] Result<EngineAddress> find_engine();

/// The folder of Docker's configuration: `DOCKER_CONFIG`, else `~/.docker`; empty where neither is known.
[[nodiscard]] std::string docker_configuration_folder();

}  // namespace roadworthy
