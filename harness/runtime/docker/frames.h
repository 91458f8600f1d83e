#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace roadworthy {

/// Which of a container's streams a piece of output belongs to.
enum class OutputStream { out, error };

/// Takes the frames of an Engine's `attach` and `exec` apart: eight bytes (stream, three zeros, size as big endian),
/// then the bytes. Hands pieces on as they come, so that a frame of any size takes no memory.
class FrameCutter {
 public:
  /// Calls `take(stream, bytes)` for every piece.
  template <typename Take>
  void append(std::string_view bytes, Take take) {
    while (!bytes.empty()) {
      if (left_ == 0) {
        header_[filled_++] = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        if (filled_ == header_.size()) {
          filled_ = 0;
          left_ = static_cast<std::uint32_t>(header_[4]) << 24U | static_cast<std::uint32_t>(header_[5]) << 16U |
                  static_cast<std::uint32_t>(header_[6]) << 8U | static_cast<std::uint32_t>(header_[7]);
        }
        continue;
      }
      const std::size_t size = std::min<std::size_t>(left_, bytes.size());
      take(header_[0] == 2 ? OutputStream::error : OutputStream::out, bytes.substr(0, size));
      bytes.remove_prefix(size);
      left_ -= static_cast<std::uint32_t>(size);
    }
  }

 private:
  std::array<unsigned char, 8> header_{};
  std::size_t filled_ = 0;
  std::uint32_t left_ = 0;
};

}  // namespace roadworthy
