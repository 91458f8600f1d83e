#pragma once

#include <cstdint>
#include <string>

#include "core/error.h"
#include "core/unique_fd.h"

namespace roadworthy::mocks {

/// Where to listen. The first free port from `first_port` to `last_port` is taken; 0 is any free port.
struct ListenAddress {
  std::string host = "0.0.0.0";  ///< A name or an address; the first address that it resolves to is taken.
  std::uint16_t first_port = 0;
  std::uint16_t last_port = 0;
};

/// A port that is taken from `bind` on, and on which connections are refused until `listen`.
class Listener {
 public:
  /// `environment` when no port of the range is free or the host has no address here.
  [[nodiscard]] static Result<Listener> bind(const ListenAddress& address);

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] int socket() const { return socket_.get(); }
  [[nodiscard]] bool listening() const { return listening_; }

  [[nodiscard]] Result<void> listen();
  /// From here on connections are refused, also those that wait to be accepted.
  [[nodiscard]] Result<void> refuse();

 private:
  [[nodiscard]] Result<void> take_port();

  std::string address_;  ///< A sockaddr with the port that was found.
  std::uint16_t port_ = 0;
  UniqueFd socket_;
  bool listening_ = false;
};

}  // namespace roadworthy::mocks
