#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/duration.h"
#include "core/error.h"
#include "core/runtime.h"
#include "core/topology.h"
#include "core/unique_fd.h"
#include "runtime/parts/log_buffer.h"

namespace roadworthy {

/// The harness's end of a stand-in's standard input and output: one JSON object a line. A request carries an `id`,
/// its answer the same one and `ok`; a line with `event` speaks for itself. Thread-safe.
class ControlChannel {
 public:
  /// `input` is a stream socket whose other end is the stand-in's standard input.
  explicit ControlChannel(UniqueFd input) : input_(std::move(input)) {}

  /// Sends a command and waits for its answer. Errors: `no_answer` when none comes by then or the stand-in has ended,
  /// `environment` when it refuses (with its words).
  [[nodiscard]] Result<nlohmann::json> request(const nlohmann::json& command, TimePoint deadline);

  /// What the stand-in wrote to its standard output.
  void received(std::string_view bytes);
  /// Its standard output has ended: nothing will be answered any more.
  void ended();
  /// Ends every wait, now and later.
  void interrupt();

  /// The address of its event `listening`, once that has come.
  [[nodiscard]] std::optional<std::string> listening() const;

 private:
  static constexpr std::size_t kLongestLine = 64 * 1024 * 1024;

  void take(std::string_view line, bool cut);
  [[nodiscard]] Result<void> send(std::string_view line, TimePoint deadline);

  UniqueFd input_;
  std::mutex sending_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  LineCutter lines_{kLongestLine};
  std::map<std::uint64_t, std::optional<nlohmann::json>> awaited_;
  std::uint64_t last_id_ = 0;
  std::optional<std::string> listening_;
  bool ended_ = false;
  bool interrupted_ = false;
};

/// `Stand::control` of a container in this state, once it is found. `channel`: null before its first start.
[[nodiscard]] Result<nlohmann::json> command_stand_in(const ContainerSpec& spec, std::string_view name,
                                                      const ContainerState& state,
                                                      const std::shared_ptr<ControlChannel>& channel,
                                                      const nlohmann::json& command, TimePoint deadline);

}  // namespace roadworthy
