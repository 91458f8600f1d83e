#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <sys/eventfd.h>

#include "core/runtime.h"
#include "core/unique_fd.h"
#include "runtime/docker/engine_client.h"
#include "runtime/docker/frames.h"
#include "runtime/docker/images.h"
#include "runtime/parts/container_state.h"
#include "runtime/parts/control_channel.h"
#include "runtime/parts/log_buffer.h"
#include "runtime/parts/reactor.h"

namespace roadworthy {

/// One container of a stand over all its starts. Its state follows the Engine's events. Thread-safe.
class DockerContainer {
 public:
  /// `changed` is called after every change of its state and for every batch of lines, from any thread, without a lock.
  DockerContainer(const ContainerSpec& spec, std::string name, const EngineClient& engine, Reactor& reactor,
                  std::function<void()> changed)
      : spec_(spec), name_(std::move(name)), engine_(engine), reactor_(reactor), changed_(std::move(changed)) {}

  ~DockerContainer() { end_output(); }
  DockerContainer(const DockerContainer&) = delete;
  DockerContainer& operator=(const DockerContainer&) = delete;

  [[nodiscard]] const ContainerSpec& spec() const { return spec_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  /// The Engine's; empty before it is created.
  [[nodiscard]] std::string id() const;
  /// What the Engine says of it. Errors: `environment`, in the Engine's words.
  [[nodiscard]] Result<nlohmann::json> inspect(TimePoint deadline) const;
  [[nodiscard]] ContainerState state() const;
  [[nodiscard]] const LogBuffer& log() const { return log_; }
  [[nodiscard]] std::shared_ptr<ControlChannel> control() const;
  /// Held by whoever starts, stops, kills or pauses it.
  [[nodiscard]] std::mutex& operation() { return operation_; }

  /// Reference of its image; empty for a command of this machine.
  [[nodiscard]] const std::string& image() const { return image_; }
  /// Before it is created.
  void set_image(std::string reference) { image_ = std::move(reference); }

  /// Before any other call.
  [[nodiscard]] Result<void> create(const std::string& engine_name, const nlohmann::json& body,
                                    const ImageTraits& image, TimePoint deadline);
  /// By which it is asked to end: the image's own, else SIGTERM.
  [[nodiscard]] const std::string& stop_signal() const { return traits_.stop_signal; }
  /// Attaches to its streams and asks the Engine to start it.
  [[nodiscard]] Result<void> start(TimePoint deadline);
  /// `signal` by name; one that does not run is no error.
  [[nodiscard]] Result<void> signal(std::string_view signal, bool ends_it, TimePoint deadline);
  [[nodiscard]] Result<void> pause(TimePoint deadline);
  [[nodiscard]] Result<void> resume(TimePoint deadline);

  /// An event of the Engine that is about this container. Only from one thread. False when somebody else than this
  /// stand sent it a signal.
  [[nodiscard]] bool on_event(const nlohmann::json& event);
  /// Asks the Engine for the state, where an event may have been missed. From any thread.
  [[nodiscard]] Result<void> refresh(TimePoint deadline);
  /// Reads no more of what restarts print. Once no event comes any more, and before what `changed` uses goes.
  void end_output();

 private:
  /// The streams of one start.
  struct Run {
    EngineStreams streams;
    std::shared_ptr<const UniqueFd> socket;
    std::shared_ptr<ControlChannel> control;
    FrameCutter frames;
    LineCutter out{LogBuffer::kLongestLine};
    LineCutter error{LogBuffer::kLongestLine};
    bool ended = false;  ///< Guarded by the container's mutex.
  };

  [[nodiscard]] Result<EngineAnswer> post(std::string_view what, TimePoint deadline) const;
  [[nodiscard]] Result<void> turn(std::string_view request, std::string_view words, TimePoint deadline) const;
  [[nodiscard]] Result<void> attach(TimePoint deadline, bool with_past);
  [[nodiscard]] bool read_some(const std::shared_ptr<Run>& run);
  void finish(const std::shared_ptr<Run>& run);
  void enter_running();
  /// Follows what a start printed that was not this stand's, from its beginning. Returns at once.
  void follow_log(const std::string& since);
  void take(const std::shared_ptr<Run>& run, std::string_view bytes);
  void enter_exited(int exit_code);

  const ContainerSpec& spec_;
  std::string name_;
  const EngineClient& engine_;
  Reactor& reactor_;
  std::function<void()> changed_;
  std::string id_;
  ImageTraits traits_;
  std::string image_;
  LogBuffer log_;
  std::mutex operation_;
  mutable std::mutex mutex_;
  std::condition_variable stream_ended_;
  ContainerState state_;
  std::shared_ptr<Run> run_;
  int signals_on_the_way_ = 0;  ///< Sent by this stand, their events still to come.
  bool starting_ = false;       ///< `start` attached; a start that it did not ask for is the restart policy's.
  std::string ended_at_ = "0";  ///< When it last ended, in seconds by the Engine's clock.
  const UniqueFd followers_end_ = UniqueFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  std::vector<std::thread> followers_;  ///< Of the output of restarts.
};

}  // namespace roadworthy
