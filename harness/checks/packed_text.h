#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace roadworthy {

/// Finds what was compressed and then written as base64 (RFC 4648, either alphabet, wrapped or not) within a text that
/// comes in pieces. What is found by its first characters need not unpack: they may be there by chance.
class PackedTextSearch {
 public:
  void feed(std::string_view piece);
  /// The bytes of each, in order; call it when all has been fed. At most 16 of them and 16 MiB of base64 are kept.
  [[nodiscard]] std::vector<std::string> finish();

 private:
  [[nodiscard]] std::string_view look_for_beginning(std::string_view text);
  [[nodiscard]] std::string_view go_on(std::string_view text);
  void end_run();

  std::string begun_;  ///< The last characters outside of a run.
  std::string run_;    ///< Base64 that began as something packed does; empty outside of such.
  bool escaped_ = false;
  std::size_t kept_ = 0;
  std::vector<std::string> found_;
};

}  // namespace roadworthy
