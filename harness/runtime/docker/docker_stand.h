#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "core/runtime.h"
#include "runtime/docker/docker_container.h"
#include "runtime/docker/engine_client.h"
#include "runtime/docker/holder_link.h"
#include "runtime/docker/labels.h"
#include "runtime/docker/subnet.h"
#include "runtime/parts/names.h"
#include "runtime/parts/reactor.h"

namespace roadworthy {

/// The clock of deadlines towards the Engine.
[[nodiscard]] inline TimePoint steady_now() {
  return std::chrono::steady_clock::now();
}

/// A stand of containers of a Docker Engine. Made by `DockerRuntime::prepare`.
class DockerStand final : public Stand {
 public:
  /// Makes everything but starts no container of the topology. What was made is removed again when that fails.
  [[nodiscard]] static Result<std::unique_ptr<Stand>> create(const EngineClient& engine, Topology topology,
                                                             StandOptions options);
  DockerStand(const DockerStand&) = delete;
  DockerStand& operator=(const DockerStand&) = delete;
  ~DockerStand() override;

  [[nodiscard]] const Topology& topology() const override { return topology_; }
  [[nodiscard]] const Clock& clock() const override { return clock_; }
  [[nodiscard]] Result<void> start(const std::vector<std::string>& containers, TimePoint deadline) override;
  [[nodiscard]] Result<void> stop(std::string_view container, Duration grace) override;
  [[nodiscard]] Result<void> kill(std::string_view container, int signal) override;
  [[nodiscard]] Result<void> pause(std::string_view container) override;
  [[nodiscard]] Result<void> resume(std::string_view container) override;
  [[nodiscard]] Result<ContainerState> state(std::string_view container) const override;
  [[nodiscard]] LogTail log(std::string_view container, std::size_t newest) const override;
  [[nodiscard]] Result<UniqueFd> connect(std::string_view from, std::string_view host, std::uint16_t port,
                                         TimePoint deadline) override;
  [[nodiscard]] Result<nlohmann::json> control(std::string_view container, const nlohmann::json& command,
                                               TimePoint deadline) override;
  [[nodiscard]] Result<ExecResult> exec(std::string_view container, const std::vector<std::string>& command,
                                        TimePoint deadline) override;
  [[nodiscard]] Result<std::string> read_file(const VolumeFile& file, std::size_t limit, TimePoint deadline) override;
  [[nodiscard]] Result<void> write_file(const VolumeFile& file, std::string_view content, WriteMode mode,
                                        TimePoint deadline) override;
  [[nodiscard]] Result<void> rename_file(const VolumeFile& from, const std::string& path, TimePoint deadline) override;
  [[nodiscard]] Result<void> set_connected(std::string_view container, bool connected) override;
  [[nodiscard]] Result<Usage> usage(std::string_view container) override;
  [[nodiscard]] Result<std::uint32_t> user(std::string_view container) override;
  [[nodiscard]] Result<ImageInfo> image(std::string_view container) override;
  [[nodiscard]] Result<std::vector<std::string>> environment(std::string_view container) override;
  [[nodiscard]] std::uint64_t changes() const override { return changes_.load(); }
  void await_change(std::uint64_t seen, TimePoint until) override;
  void interrupt() override;
  [[nodiscard]] bool interrupted() const override { return interrupted_.load(); }
  [[nodiscard]] Result<KeptStand> keep() override;
  [[nodiscard]] Errors tear_down() override;

 private:
  /// A pod's holder.
  struct Pod {
    const PodSpec* spec = nullptr;
    std::string address;
    std::string holder;  ///< The Engine's id of its container.
    std::unique_ptr<HolderLink> link;
    std::atomic<bool> connected = true;
  };

  DockerStand(const EngineClient& engine, Topology topology, StandOptions options);

  [[nodiscard]] Result<void> prepare();
  [[nodiscard]] Result<void> make_volumes(TimePoint deadline);
  [[nodiscard]] Result<void> make_holder(Pod& pod, const std::string& image, bool holds_volumes, TimePoint deadline);
  [[nodiscard]] Result<void> start_holder(Pod& pod, TimePoint deadline);
  [[nodiscard]] Result<void> make_container(DockerContainer& container, const Pod& pod, TimePoint deadline);
  [[nodiscard]] Result<void> find_way_in(TimePoint deadline);
  [[nodiscard]] nlohmann::json endpoint_of(const Pod& pod) const;
  [[nodiscard]] Result<DockerContainer*> find(std::string_view name) const;
  [[nodiscard]] Result<Pod*> pod_of(std::string_view container) const;
  [[nodiscard]] std::vector<std::string> volumes() const;
  [[nodiscard]] std::string engine_name(std::string_view part) const;

  [[nodiscard]] Result<void> start_one(DockerContainer& container, TimePoint deadline);
  [[nodiscard]] Result<void> await_listening(DockerContainer& container, TimePoint deadline);
  /// Waits for a state that `reached` accepts; where no event comes, the Engine is asked now and then.
  [[nodiscard]] Result<bool> await_state(DockerContainer& container,
                                         const std::function<bool(const ContainerState&)>& reached, TimePoint until,
                                         bool interruptible);
  [[nodiscard]] Result<void> kill_and_await(DockerContainer& container);

  void follow_events();
  void end_events();
  void on_event(std::string_view line);
  void changed();
  /// An `environment` error once the Engine, or a holder, has gone.
  [[nodiscard]] Result<void> still_stands() const;
  void lose(std::string why);

  const EngineClient& engine_;
  Topology topology_;
  StandOptions options_;
  StandLabels labels_;
  SteadyClock clock_;
  Names names_;
  StandNetwork network_;
  std::vector<std::unique_ptr<Pod>> pods_;
  std::vector<std::unique_ptr<DockerContainer>> containers_;
  bool direct_ = false;  ///< Pods are reached from here without a holder's help.

  UniqueFd interruption_;
  UniqueFd events_end_;
  std::atomic<std::uint64_t> changes_ = 0;
  std::atomic<bool> interrupted_ = false;
  mutable std::mutex mutex_;
  std::condition_variable condition_;
  std::string lost_;  ///< Why the stand no longer stands; empty while it does.
  std::vector<std::string> made_volumes_;
  bool torn_down_ = false;
  Reactor reactor_;
  std::thread events_;
};

}  // namespace roadworthy
