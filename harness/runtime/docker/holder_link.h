#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include <nlohmann/json.hpp>

#include "core/duration.h"
#include "core/error.h"
#include "core/unique_fd.h"
#include "runtime/docker/engine_client.h"
#include "runtime/docker/frames.h"
#include "runtime/docker/holder_protocol.h"

namespace roadworthy {

/// The harness's end of a pod's holder: connections from inside the pod, and files of the stand's volumes.
/// Thread-safe. Errors: `environment` when the holder has gone, `no_answer` for what a subject or a file refuses.
class HolderLink {
 public:
  struct Answer {
    nlohmann::json head;
    std::string bytes;
  };

  /// `streams` is attached to a holder that is about to start.
  explicit HolderLink(EngineStreams streams);
  HolderLink(const HolderLink&) = delete;
  HolderLink& operator=(const HolderLink&) = delete;
  ~HolderLink();

  /// Waits for its first word.
  [[nodiscard]] Result<void> await_ready(TimePoint deadline);

  /// Connects to a numeric address from inside the pod.
  [[nodiscard]] Result<UniqueFd> connect(const std::string& address, std::uint16_t port, TimePoint deadline);

  [[nodiscard]] Result<Answer> request(const nlohmann::json& head, std::string_view bytes, TimePoint deadline);

  /// Ends every wait, now and later.
  void interrupt();

 private:
  struct Stream {
    UniqueFd local;                    ///< Our end of the connection whose other end the caller has.
    std::string unsent;                ///< For the caller.
    std::size_t room = holder::kRoom;  ///< What may still be sent to the holder.
    bool ended = false;                ///< The holder has no more bytes.
    bool local_ended = false;          ///< The caller has no more.
    std::optional<int> error_number;   ///< Why it could not connect; 0 when it did.
  };

  void loop();
  [[nodiscard]] bool read_some();
  void write_some();
  void take(std::uint32_t number, holder::Kind kind, std::string_view bytes);
  /// False when the stream is done with.
  [[nodiscard]] bool handle(std::uint32_t number, Stream& stream, short events);
  [[nodiscard]] bool hand_over(std::uint32_t number, Stream& stream);
  void send(std::uint32_t number, holder::Kind kind, std::string_view bytes);
  [[nodiscard]] Error gone() const;

  EngineStreams streams_;
  UniqueFd wake_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::uint32_t, Stream> open_;
  std::map<std::uint32_t, std::optional<Answer>> answers_;
  std::uint32_t last_number_ = 0;
  std::string out_;
  bool ended_ = false;
  bool interrupted_ = false;
  bool stopping_ = false;
  FrameCutter cutter_;
  holder::Frames frames_;
  std::thread thread_;
};

}  // namespace roadworthy
