#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

/// What the harness and the holder of a pod say to each other over the holder's standard input and output: frames of a
/// 32-bit number, a kind, a 32-bit size (both in the byte order of the machine, which is the same for both) and that
/// many bytes.
namespace roadworthy::holder {

enum class Kind : std::uint8_t {
  // Of a stream; the number is the stream's.
  open = 'o',    ///< To the holder: connect to `ADDRESS PORT`. Back: it is connected.
  failed = 'f',  ///< Back: it is not; the bytes are errno in decimal.
  data = 'd',    ///< Bytes of the stream, either way; no more than the other side gave room for.
  room = 'r',    ///< Either way: that many bytes (in decimal) have been taken and may be followed by as many.
  end = 'e',     ///< Either way: no more bytes come from this side.
  close = 'c',   ///< Either way: the stream is gone.
  // A request; the number is the request's.
  request = 'q',  ///< To the holder: a JSON object on a line, then bytes.
  answer = 'a',   ///< Back: a JSON object on a line (`error` where it did not go well), then bytes.
};

constexpr std::size_t kHeadSize = 9;
constexpr std::size_t kRoom = 256 * 1024;         ///< Of a stream, in each direction, at its start.
constexpr std::size_t kLargestPiece = 32 * 1024;  ///< Of one data frame.
constexpr std::size_t kLargestFrame = 80u
                                      << 20;  ///< Of any; a longer one means that the two do not understand each other.
constexpr std::string_view kReady = "ready";  ///< The holder's first frame is an answer with number 0 that holds it.

[[nodiscard]] inline std::string frame(std::uint32_t number, Kind kind, std::string_view bytes) {
  std::string text(kHeadSize, '\0');
  const auto size = static_cast<std::uint32_t>(bytes.size());
  std::memcpy(text.data(), &number, sizeof number);
  text[4] = static_cast<char>(kind);
  std::memcpy(text.data() + 5, &size, sizeof size);
  return text.append(bytes);
}

/// Puts frames together from pieces of a byte stream.
class Frames {
 public:
  void add(std::string_view bytes) { bytes_.append(bytes); }

  /// Calls `take(number, kind, bytes)` for every whole frame. False when a frame is too large to be one.
  template <typename Take>
  bool take_whole(Take take) {
    std::size_t at = 0;
    while (bytes_.size() - at >= kHeadSize) {
      std::uint32_t number = 0;
      std::uint32_t size = 0;
      std::memcpy(&number, bytes_.data() + at, sizeof number);
      std::memcpy(&size, bytes_.data() + at + 5, sizeof size);
      if (size > kLargestFrame) {
        return false;
      }
      if (bytes_.size() - at - kHeadSize < size) {
        break;
      }
      take(number, static_cast<Kind>(bytes_[at + 4]), std::string_view(bytes_).substr(at + kHeadSize, size));
      at += kHeadSize + size;
    }
    bytes_.erase(0, at);
    return true;
  }

 private:
  std::string bytes_;
};

}  // namespace roadworthy::holder
