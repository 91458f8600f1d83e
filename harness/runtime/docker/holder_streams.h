#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <poll.h>

#include "core/unique_fd.h"
#include "runtime/docker/holder_protocol.h"

namespace roadworthy::holder {

/// TCP connections from inside the pod, on behalf of the harness outside it.
class Streams {
 public:
  /// A frame of a stream came.
  void take(std::uint32_t number, Kind kind, std::string_view bytes);

  /// Adds what is to be waited for. Nothing is read from connections while `full`: what was read has not been sent yet.
  void add_to(std::vector<pollfd>& polled, bool full);
  /// Handles what `add_to` asked for and poll(2) found, beginning at `at`.
  void handle(const std::vector<pollfd>& polled, std::size_t at);

  /// Frames for the harness; whoever sends them empties it.
  std::string out;

 private:
  struct Stream {
    UniqueFd socket;
    bool connecting = true;
    bool ended_by_us = false;    ///< The connection has no more bytes for the harness.
    bool ended_by_them = false;  ///< The harness has no more for the connection.
    bool half_closed = false;
    std::size_t room = kRoom;  ///< What may still be sent to the harness.
    std::string unsent;        ///< For the connection.
  };

  void open(std::uint32_t number, std::string_view target);
  /// False when the stream is gone.
  [[nodiscard]] bool handle_one(std::uint32_t number, Stream& stream, short events);
  [[nodiscard]] bool write_some(std::uint32_t number, Stream& stream);
  [[nodiscard]] bool read_some(std::uint32_t number, Stream& stream);
  void send(std::uint32_t number, Kind kind, std::string_view bytes) { out += frame(number, kind, bytes); }

  std::map<std::uint32_t, Stream> streams_;
  std::vector<std::uint32_t> asked_;  ///< The streams behind what `add_to` added, in order.
};

}  // namespace roadworthy::holder
