#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "core/runtime.h"
#include "runtime/parts/container_state.h"
#include "runtime/parts/control_channel.h"
#include "runtime/parts/log_buffer.h"
#include "runtime/parts/reactor.h"
#include "runtime/process/launch.h"

namespace roadworthy {

/// One container of a stand over all its starts: its process, its streams, its state. Thread-safe.
class Container {
 public:
  /// `changed` is called after every change of its state and for every batch of lines, from any thread, without a lock.
  Container(const ContainerSpec& spec, std::string name, Reactor& reactor, std::function<void()> changed)
      : spec_(spec), name_(std::move(name)), reactor_(reactor), changed_(std::move(changed)) {}

  [[nodiscard]] const ContainerSpec& spec() const { return spec_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] ContainerState state() const;
  [[nodiscard]] const LogBuffer& log() const { return log_; }
  /// The channel of the present or last start; empty for what takes no commands, or before the first start.
  [[nodiscard]] std::shared_ptr<ControlChannel> control() const;

  /// Starts the program; the plan's streams are filled in here. Not while it runs.
  [[nodiscard]] Result<void> start(LaunchPlan plan, TimePoint deadline);

  /// Sends a signal to its first process; nothing happens where none runs. `by_step`: its end is then no surprise.
  [[nodiscard]] Result<void> signal(int number, bool by_step);
  /// In shared mode, where no PID namespace does it: SIGKILL to everything that descends from it.
  void kill_descendants();
  [[nodiscard]] Result<void> pause(TimePoint deadline);
  [[nodiscard]] Result<void> resume();

  /// Its first process, for as long as it runs.
  [[nodiscard]] std::shared_ptr<const UniqueFd> first_process() const;
  /// The same by number; 0 while none runs.
  [[nodiscard]] pid_t process() const;

  /// Held by whoever starts, stops, kills or pauses it.
  [[nodiscard]] std::mutex& operation() { return operation_; }

 private:
  /// An output stream of one start; used in the reactor's thread only.
  struct Stream {
    std::shared_ptr<const UniqueFd> fd;
    std::shared_ptr<ControlChannel> control;  ///< Takes the bytes instead of the log.
    LineCutter lines{LogBuffer::kLongestLine};
    bool ended = false;
  };
  struct Run {
    pid_t pid = -1;
    bool alone = false;  ///< In a PID namespace of its own.
    std::shared_ptr<const UniqueFd> pidfd;
    std::vector<std::shared_ptr<Stream>> streams;
  };

  enum class Got { bytes, nothing_yet, end };

  [[nodiscard]] Got read_once(Stream& stream);
  void finish(Stream& stream);
  [[nodiscard]] bool handle_exit(const std::shared_ptr<Run>& run);
  void enter(Phase phase);

  const ContainerSpec& spec_;
  std::string name_;
  Reactor& reactor_;
  std::function<void()> changed_;
  LogBuffer log_;
  std::mutex operation_;
  mutable std::mutex mutex_;
  ContainerState state_;
  int last_signal_by_step_ = 0;
  std::shared_ptr<Run> run_;
  std::shared_ptr<ControlChannel> control_;
};

}  // namespace roadworthy
