#pragma once

#include <cstddef>
#include <streambuf>
#include <string_view>

namespace roadworthy {

/// A text as yaml-cpp reads it. yaml-cpp takes in the whole of a `[...]` or `{...}` before it says that one begins, at
/// a few hundred bytes of memory for each of `[]{},:`; so this ends a text that has too many of them in one piece.
class YamlInput : public std::streambuf {
 public:
  static constexpr std::size_t kMostTakenIn = 200'000;

  /// Thrown through yaml-cpp by a read that goes too far.
  struct TooFar {};

  explicit YamlInput(std::string_view text) : rest_(text) {}

  /// yaml-cpp has made an event of what it read.
  void made_event() { taken_in_ = 0; }

 protected:
  int_type underflow() override;

 private:
  std::string_view rest_;
  std::size_t taken_in_ = 0;
};

}  // namespace roadworthy
