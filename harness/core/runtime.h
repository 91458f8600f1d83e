#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/clock.h"
#include "core/error.h"
#include "core/kept_stand.h"
#include "core/topology.h"
#include "core/unique_fd.h"

namespace roadworthy {

enum class Phase { created, running, paused, exited };

struct ContainerState {
  Phase phase = Phase::created;
  std::optional<int> exit_code;  ///< 0..255, once exited by itself.
  std::optional<int> signal;     ///< Number of the signal that ended it.
  bool ended_by_step = false;    ///< A step stopped or killed it; its end is then no surprise.
  std::uint32_t starts = 0;      ///< How often it was started.
  bool out_of_memory = false;    ///< The kernel killed it, or a process of it, for its memory limit.
  std::string health;            ///< `starting`, `healthy`, `unhealthy`; empty without a health check.
  TimePoint since{};             ///< When it entered this phase.
};

/// `exited with code 3`, `killed by SIGKILL`, `running`, ...
[[nodiscard]] std::string describe(const ContainerState& state);

struct LogLine {
  std::uint64_t number = 0;  ///< Counts from 1 over the container's whole life, restarts included.
  std::string text;          ///< Without its newline; at most 64 KiB, the rest of a longer line is dropped.
  bool cut = false;          ///< The line was longer than that.
};

/// The newest lines of a container. The runtime keeps at most 10,000 lines and 4 MiB of each.
struct LogTail {
  std::vector<LogLine> lines;
  std::uint64_t total_lines = 0;
  std::uint64_t total_bytes = 0;
};

/// What a program that was run inside a container said.
struct ExecResult {
  int exit_code = 0;   ///< 0..255; 128 + number when a signal ended it, as shells count.
  std::string output;  ///< Of both streams, in order of arrival; at most 1 MiB, the rest is dropped.
  bool cut = false;    ///< There was more.
};

/// A file in a volume of the topology. The path is relative to the volume's root, without `..`.
struct VolumeFile {
  std::string volume;
  std::string path;
};

enum class WriteMode { replace, append };  ///< `replace` truncates in place: the file stays the same inode.

/// What a container used since it was started.
struct Usage {
  std::uint64_t memory_high_water_bytes = 0;
  double cpu_seconds = 0.0;
};

/// The image that a container was made of.
struct ImageInfo {
  std::string digest;       ///< `NAME@sha256:...` of its registry; of an image that was never in any, its id.
  std::uint64_t bytes = 0;  ///< Of all its layers, unpacked.
};

/// One scenario's running topology. Containers are named by their stand name.
///
/// Thread-safe: samplers look while steps act. Errors: `environment` when the runtime itself broke, `unavailable` when
/// this runtime cannot do what was asked (what a runtime does not override is that), `no_answer` where a subject
/// refused a connection.
class Stand {
 public:
  virtual ~Stand() = default;

  [[nodiscard]] virtual const Topology& topology() const = 0;
  [[nodiscard]] virtual const Clock& clock() const = 0;

  /// Starts containers that are not running, all of them at once. Returns when every program has been executed and
  /// every stand-in among them says that it listens. A program that cannot be executed (no such file, no permission)
  /// is an `environment` error that names it.
  [[nodiscard]] virtual Result<void> start(const std::vector<std::string>& containers, TimePoint deadline) = 0;
  /// SIGTERM, and SIGKILL after `grace`; returns when it has exited. Not running: no error.
  [[nodiscard]] virtual Result<void> stop(std::string_view container, Duration grace) = 0;
  /// Sends a signal; for SIGKILL returns when it has exited, together with every process that it started.
  [[nodiscard]] virtual Result<void> kill(std::string_view container, int signal) = 0;
  [[nodiscard]] virtual Result<void> pause(std::string_view container) = 0;
  [[nodiscard]] virtual Result<void> resume(std::string_view container) = 0;

  [[nodiscard]] virtual Result<ContainerState> state(std::string_view container) const = 0;
  [[nodiscard]] virtual LogTail log(std::string_view container, std::size_t newest) const = 0;

  /// Opens a TCP connection to `host:port`, from outside the pods when `from` is empty, else from inside that
  /// container's pod, where `localhost` is the pod's own. `host` is a pod, a container, `localhost` or an address.
  [[nodiscard]] virtual Result<UniqueFd> connect(std::string_view from, std::string_view host, std::uint16_t port,
                                                 TimePoint deadline) = 0;

  /// Sends one command to a stand-in's control channel and returns its answer. `unavailable` when the container is no
  /// stand-in (another program was put in its place).
  [[nodiscard]] virtual Result<nlohmann::json> control(std::string_view container, const nlohmann::json& command,
                                                       TimePoint deadline) = 0;

  /// Runs a program inside a running container, with its environment, user and files, and waits for its end. No shell.
  [[nodiscard]] virtual Result<ExecResult> exec(std::string_view container, const std::vector<std::string>& command,
                                                TimePoint deadline);

  /// The whole file; more than `limit` bytes is an error of kind `no_answer`, as is a file that does not exist or is
  /// not a regular one. Links out of the volume are not followed.
  [[nodiscard]] virtual Result<std::string> read_file(const VolumeFile& file, std::size_t limit, TimePoint deadline);
  /// Creates the file, and the folders above it, where they do not exist.
  [[nodiscard]] virtual Result<void> write_file(const VolumeFile& file, std::string_view content, WriteMode mode,
                                                TimePoint deadline);
  [[nodiscard]] virtual Result<void> rename_file(const VolumeFile& from, const std::string& path, TimePoint deadline);

  /// Takes the container's pod off the stand's network, or puts it back. `localhost` in the pod goes on working.
  [[nodiscard]] virtual Result<void> set_connected(std::string_view container, bool connected);
  [[nodiscard]] virtual Result<Usage> usage(std::string_view container);
  /// The numeric user that the container's main process runs as.
  [[nodiscard]] virtual Result<std::uint32_t> user(std::string_view container);
  [[nodiscard]] virtual Result<ImageInfo> image(std::string_view container);
  /// The variables that the container's main process is started with, its image's among them: `NAME=VALUE`.
  [[nodiscard]] virtual Result<std::vector<std::string>> environment(std::string_view container);

  /// Counts everything that happens on the stand: a state that changes, a line that is printed.
  [[nodiscard]] virtual std::uint64_t changes() const = 0;
  /// Returns when `changes()` is no longer `seen`, when a running `interrupt` asks to end, or at `until`.
  virtual void await_change(std::uint64_t seen, TimePoint until) = 0;
  /// Wakes every waiter; later waits return at once. Called once, when the run is interrupted.
  virtual void interrupt() = 0;
  [[nodiscard]] virtual bool interrupted() const = 0;

  /// Says how people can get in once the run is done. What stands by itself is let go of: `tear_down` removes nothing.
  [[nodiscard]] virtual Result<KeptStand> keep();

  /// Ends everything, in reverse order of starting, and joins what went wrong. Idempotent.
  [[nodiscard]] virtual Errors tear_down() = 0;
};

/// What a report names a runtime by.
struct RuntimeInfo {
  std::string name;       ///< `process` or `docker`.
  std::string version;    ///< Of the daemon; empty for `process`.
  std::string isolation;  ///< `namespaces` or `shared` for `process`, and why when it is `shared`.
  std::string kernel;
};

/// Folders and limits of one scenario's stand.
struct StandOptions {
  std::string run_id;                   ///< `[a-z0-9]+`, of the whole run.
  std::string stand_id;                 ///< `[a-z0-9-]+`, unique within the run.
  std::string folder;                   ///< An existing empty folder of this stand's own.
  std::string libexec;                  ///< Where stand-ins and reference subjects lie.
  std::string caller_folder;            ///< Working directory of whoever started the run.
  std::string pull_policy = "missing";  ///< `missing`, `never` or `always`, of containers that name none.
};

/// What runs a topology.
class Runtime {
 public:
  virtual ~Runtime() = default;
  [[nodiscard]] virtual RuntimeInfo info() const = 0;
  /// Makes networks, names and volumes; starts no container. Refuses (`environment`, with the remedy) a topology that
  /// needs more than this machine gives.
  [[nodiscard]] virtual Result<std::unique_ptr<Stand>> prepare(const Topology& topology,
                                                               const StandOptions& options) = 0;
};

}  // namespace roadworthy
