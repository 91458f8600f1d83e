#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>

#include "core/runtime.h"

namespace roadworthy {

/// Cuts a byte stream into lines of bounded length. Bytes are kept as they come.
class LineCutter {
 public:
  explicit LineCutter(std::size_t longest) : longest_(longest) {}

  /// Calls `take(text, cut)` for every line that `bytes` completes; text comes without its newline.
  template <typename Take>
  void append(std::string_view bytes, Take take) {
    while (!bytes.empty()) {
      const std::size_t end = bytes.find('\n');
      keep(bytes.substr(0, end));
      if (end == std::string_view::npos) {
        return;
      }
      hand_over(take);
      bytes.remove_prefix(end + 1);
    }
  }

  /// The stream has ended: what stands there without a newline is a line too.
  template <typename Take>
  void finish(Take take) {
    if (!line_.empty() || cut_) {
      hand_over(take);
    }
  }

 private:
  void keep(std::string_view bytes) {
    const std::size_t room = longest_ - line_.size();
    cut_ = cut_ || bytes.size() > room;
    line_.append(bytes.substr(0, room));
  }

  template <typename Take>
  void hand_over(Take& take) {
    take(std::move(line_), cut_);
    line_.clear();
    cut_ = false;
  }

  std::size_t longest_;
  std::string line_;
  bool cut_ = false;
};

/// The newest lines of a container, over all its starts. Thread-safe.
class LogBuffer {
 public:
  static constexpr std::size_t kMostLines = 10'000;
  static constexpr std::size_t kMostBytes = 4 * 1024 * 1024;
  static constexpr std::size_t kLongestLine = 64 * 1024;

  void add(std::string text, bool cut);
  /// Counts bytes that were printed, newlines and dropped ones included.
  void count(std::size_t bytes);
  [[nodiscard]] LogTail tail(std::size_t newest) const;

 private:
  mutable std::mutex mutex_;
  std::deque<LogLine> lines_;
  std::size_t kept_bytes_ = 0;
  std::uint64_t total_lines_ = 0;
  std::uint64_t total_bytes_ = 0;
};

}  // namespace roadworthy
