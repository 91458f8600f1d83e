#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/unique_fd.h"

namespace roadworthy::mocks {

enum class LogLevel { trace, debug, info, warn, error, fatal };
[[nodiscard]] LogLevel parse_log_level(std::string_view name);  ///< `info` for a word that is none.

struct LogOptions {
  std::filesystem::path folder;  ///< Empty: no file.
  bool json = false;
  LogLevel level = LogLevel::info;
  std::uint64_t rotate_bytes = 100 * 1024 * 1024;
  int console = 2;  ///< Descriptor that gets every line too; negative: none.
  std::function<std::chrono::system_clock::time_point()> now = &std::chrono::system_clock::now;
};

/// One line of a log, as Logstash words it.
struct LogEntry {
  LogLevel level = LogLevel::info;
  std::string_view logger;    ///< `logstash.agent`
  std::string_view pipeline;  ///< May be empty, and so may `plugin`.
  std::string_view plugin;
  std::string_view message;
};

/// Logstash's log: `logstash-plain.log` or `logstash-json.log` in a folder, and the console. The file rolls over to
/// `logstash-plain-YYYY-MM-DD-N.log.gz` when the local day changes, at a size, and when it is told to; the newest 30
/// of those stay. Thread-safe.
class LogFile {
 public:
  /// `environment` with Logstash's words when the folder cannot be made or written to.
  [[nodiscard]] static Result<std::unique_ptr<LogFile>> open(LogOptions options);

  void write(const LogEntry& entry);
  /// Lines as they are, to the file and the console; each gets its newline.
  void write_lines(const std::vector<std::string>& lines);
  /// The name of the archive that was made; empty without a file.
  [[nodiscard]] Result<std::string> rotate();

 private:
  explicit LogFile(LogOptions options) : options_(std::move(options)) {}
  [[nodiscard]] Result<void> open_file();
  [[nodiscard]] Result<std::string> roll_over();
  [[nodiscard]] std::string format(const LogEntry& entry) const;
  void put(std::string line);

  const LogOptions options_;
  std::mutex mutex_;
  UniqueFd file_;
  std::uint64_t bytes_ = 0;
  std::string day_;  ///< Of the file's first line.
};

}  // namespace roadworthy::mocks
