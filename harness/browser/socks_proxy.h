#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <thread>

#include "core/runtime.h"

namespace roadworthy {

/// A SOCKS proxy (RFC 1928, CONNECT without authentication) on a free port of 127.0.0.1, whose connections all begin on
/// a stand. Ends, with every connection, when it is destroyed.
class SocksProxy {
 public:
  /// `from`: the container inside whose pod connections begin; empty: outside the pods.
  [[nodiscard]] static Result<std::unique_ptr<SocksProxy>> start(Stand& stand, std::string from, TimePoint deadline);
  SocksProxy(const SocksProxy&) = delete;
  SocksProxy& operator=(const SocksProxy&) = delete;
  ~SocksProxy();

  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  SocksProxy(Stand& stand, std::string from, TimePoint deadline)
      : stand_(stand), from_(std::move(from)), deadline_(deadline) {}
  void accept_all();
  void serve(int client);

  Stand& stand_;
  std::string from_;
  TimePoint deadline_;
  UniqueFd listener_;
  UniqueFd ending_;  ///< An eventfd that becomes readable when everything is to end.
  std::uint16_t port_ = 0;
  std::list<std::thread> talks_;
  std::thread thread_;
};

}  // namespace roadworthy
