#pragma once

#include <memory>
#include <string>

#include "core/duration.h"
#include "core/error.h"

struct nl_sock;
struct rtnl_link;

namespace roadworthy {

/// A routing socket. It belongs to the network namespace that the thread was in when it was opened.
class Netlink {
 public:
  [[nodiscard]] static Result<Netlink> open();

  /// Index of the device of that name.
  [[nodiscard]] Result<int> index_of(const std::string& device);
  /// Switches the device on.
  [[nodiscard]] Result<void> bring_up(const std::string& device);
  /// Switches the device off.
  [[nodiscard]] Result<void> take_down(const std::string& device);
  /// Waits until the kernel passes packets through the device. It switches a cable's queues on some time after both of
  /// its ends are up, and drops what is sent before: a connection would then take a second longer. `environment` error
  /// at `deadline`.
  [[nodiscard]] Result<void> await_running(const std::string& device, TimePoint deadline);
  /// Gives it an address such as `10.77.0.1/16`.
  [[nodiscard]] Result<void> add_address(const std::string& device, const std::string& address);
  /// A new bridge, switched on.
  [[nodiscard]] Result<void> add_bridge(const std::string& device);
  /// A cable: the end `device` in `bridge` here, switched on, and the end `peer` in the namespace that `space` refers
  /// to, which is still off.
  [[nodiscard]] Result<void> add_cable(const std::string& device, const std::string& bridge, const std::string& peer,
                                       int space);

 private:
  struct Free {
    void operator()(nl_sock* socket) const;
  };
  [[nodiscard]] Result<void> turn(const std::string& device, bool on);

  std::unique_ptr<nl_sock, Free> socket_;
};

}  // namespace roadworthy
