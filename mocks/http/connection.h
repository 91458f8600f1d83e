#pragma once

#include <array>
#include <string>

#include <httplib.h>

#include "core/duration.h"
#include "core/unique_fd.h"

namespace roadworthy::mocks {

/// One accepted connection, buffered, in the shape that the HTTP library reads and writes.
/// Reads and writes end after `patience` without progress.
class Connection final : public httplib::Stream {
 public:
  Connection(UniqueFd socket, Duration patience);

  /// Whether a further request has begun to arrive within `patience`. Of that request at most `most_bytes` are read;
  /// one that is longer ends the connection.
  [[nodiscard]] bool await_request(std::size_t most_bytes);
  /// Cuts the connection from another thread: whoever reads or writes fails.
  void cut() const;

  [[nodiscard]] bool is_readable() const override;
  [[nodiscard]] bool is_writable() const override;
  ssize_t read(char* to, size_t size) override;
  ssize_t write(const char* from, size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  [[nodiscard]] socket_t socket() const override { return socket_.get(); }

 private:
  UniqueFd socket_;
  Duration patience_;
  std::array<char, 16 * 1024> buffer_{};
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t bytes_left_ = 1;  ///< That the current request may still have; at 0 it was too long.
};

}  // namespace roadworthy::mocks
