#include "runtime/parts/log_buffer.h"

#include <algorithm>

namespace roadworthy {

void LogBuffer::add(std::string text, bool cut) {
  const std::scoped_lock lock(mutex_);
  kept_bytes_ += text.size();
  lines_.push_back({.number = ++total_lines_, .text = std::move(text), .cut = cut});
  while (lines_.size() > kMostLines || kept_bytes_ > kMostBytes) {
    kept_bytes_ -= lines_.front().text.size();
    lines_.pop_front();
  }
}

void LogBuffer::count(std::size_t bytes) {
  const std::scoped_lock lock(mutex_);
  total_bytes_ += bytes;
}

LogTail LogBuffer::tail(std::size_t newest) const {
  const std::scoped_lock lock(mutex_);
  const auto wanted = static_cast<std::ptrdiff_t>(std::min(newest, lines_.size()));
  return {.lines = {lines_.end() - wanted, lines_.end()}, .total_lines = total_lines_, .total_bytes = total_bytes_};
}

}  // namespace roadworthy
