#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/runtime.h"

namespace roadworthy {

/// Moves only when it is told to.
class FakeClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const override { return TimePoint(Duration(at_.load())); }
  void advance(Duration by) { at_ += by.count(); }
  void advance_to(TimePoint when);

 private:
  std::atomic<std::int64_t> at_ = std::chrono::nanoseconds(std::chrono::hours(1000)).count();
};

/// Whether waits of a fake stand move its fake clock, or last as long as they say.
enum class Time { fake, real };

/// A topology of one pod.
[[nodiscard]] Topology one_pod(const std::string& pod, const std::vector<std::string>& containers);

/// A stand without containers: it shows what the test told it to, and notes what it is asked to do.
class FakeStand final : public Stand {
 public:
  explicit FakeStand(Topology topology = one_pod("edge", {"status"}), Time time = Time::fake);

  // What there is to see.
  void set_state(const std::string& container, ContainerState state);
  void print(const std::string& container, std::string line);
  /// Does something when the clock has advanced by `after` from now; only with fake time.
  void at(Duration after, std::function<void()> event);
  /// Where every connection goes: a port of 127.0.0.1. Without it a connection is refused.
  void connect_to(std::uint16_t port);
  /// What `control` answers.
  void answer_control(Result<nlohmann::json> answer);
  /// What `exec` answers.
  void answer_exec(Result<ExecResult> answer);
  /// What a container used, and whom it runs as; without it the stand cannot tell.
  void set_usage(Usage usage, std::uint32_t user);
  void set_environment(std::vector<std::string> variables);
  /// A file in a volume, under `VOLUME/PATH`; nothing where there is none.
  [[nodiscard]] std::optional<std::string> file(const std::string& name) const;
  void put_file(const std::string& name, std::string content);
  /// What `tear_down` has to tell.
  void leave_behind(std::string what);

  [[nodiscard]] FakeClock& fake_clock() { return fake_clock_; }
  /// What was done to the stand, one line a call: `start status`, `kill status with 9`, `tear down`. Outlives it.
  [[nodiscard]] std::shared_ptr<std::vector<std::string>> calls() const { return calls_; }

  // Stand
  [[nodiscard]] const Topology& topology() const override { return topology_; }
  [[nodiscard]] const Clock& clock() const override;
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
  [[nodiscard]] Result<std::vector<std::string>> environment(std::string_view container) override;
  [[nodiscard]] std::uint64_t changes() const override { return changes_; }
  void await_change(std::uint64_t seen, TimePoint until) override;
  void interrupt() override;
  [[nodiscard]] bool interrupted() const override { return interrupted_; }
  [[nodiscard]] Errors tear_down() override;

 private:
  void note(std::string call);
  void changed();

  const Topology topology_;
  const Time time_;
  FakeClock fake_clock_;
  SteadyClock steady_clock_;
  mutable std::mutex mutex_;
  std::condition_variable change_;
  std::map<std::string, ContainerState, std::less<>> states_;
  std::map<std::string, std::vector<LogLine>, std::less<>> lines_;
  std::multimap<TimePoint, std::function<void()>> events_;
  std::uint16_t port_ = 0;
  Result<nlohmann::json> control_answer_ = nlohmann::json{{"ok", true}};
  Result<ExecResult> exec_answer_ = ExecResult{};
  std::optional<std::pair<Usage, std::uint32_t>> usage_;
  std::optional<std::vector<std::string>> environment_;
  std::map<std::string, std::string> files_;
  Errors left_behind_;
  std::shared_ptr<std::vector<std::string>> calls_ = std::make_shared<std::vector<std::string>>();
  std::atomic<std::uint64_t> changes_ = 0;
  std::atomic<bool> interrupted_ = false;
};

}  // namespace roadworthy
