#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "core/runtime.h"
#include "core/unique_fd.h"
#include "runtime/parts/names.h"
#include "runtime/parts/reactor.h"
#include "runtime/process/container.h"
#include "runtime/process/isolation.h"
#include "runtime/process/network.h"

namespace roadworthy {

/// A stand of child processes. Made by `ProcessRuntime::prepare`.
class ProcessStand final : public Stand {
 public:
  struct Parts {
    Topology topology;
    StandOptions options;
    Isolation isolation;
    std::optional<Network> network;  ///< Absent in shared mode.
    UniqueFd machine_lock;           ///< Shared mode: held for as long as the stand stands.
  };

  [[nodiscard]] static Result<std::unique_ptr<Stand>> create(Parts parts);
  ProcessStand(const ProcessStand&) = delete;
  ProcessStand& operator=(const ProcessStand&) = delete;
  ~ProcessStand() override;

  [[nodiscard]] const Topology& topology() const override { return parts_.topology; }
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
  [[nodiscard]] Result<std::vector<std::string>> environment(std::string_view container) override;
  [[nodiscard]] std::uint64_t changes() const override { return changes_.load(); }
  void await_change(std::uint64_t seen, TimePoint until) override;
  void interrupt() override;
  [[nodiscard]] bool interrupted() const override { return interrupted_.load(); }
  [[nodiscard]] Result<KeptStand> keep() override;
  [[nodiscard]] Errors tear_down() override;

 private:
  explicit ProcessStand(Parts parts);

  [[nodiscard]] Result<Container*> find(std::string_view name) const;
  [[nodiscard]] int network_of(const ContainerSpec& spec) const;
  [[nodiscard]] Result<LaunchPlan> plan_of(const ContainerSpec& spec) const;
  [[nodiscard]] Result<void> start_one(Container& container, TimePoint deadline);
  [[nodiscard]] Result<void> await_listening(Container& container, TimePoint deadline);
  /// Waits until it does not run any more; with an interrupt only where `interruptible`.
  [[nodiscard]] bool await_exit(const Container& container, TimePoint until, bool interruptible);
  [[nodiscard]] Result<void> kill_and_await(Container& container);
  void changed();

  Parts parts_;
  Names names_;
  SteadyClock clock_;
  UniqueFd interruption_;
  std::atomic<std::uint64_t> changes_ = 0;
  std::atomic<bool> interrupted_ = false;
  std::mutex mutex_;
  std::condition_variable condition_;
  std::vector<Container*> started_;  ///< In the order of their first start.
  bool torn_down_ = false;
  std::vector<std::unique_ptr<Container>> containers_;
  Reactor reactor_;  ///< Last, so that its thread ends before what it calls.
};

}  // namespace roadworthy
