#pragma once

#include <cstdint>
#include <functional>

#include "core/error.h"

namespace roadworthy {

/// Whatever an archive holds, reading it costs no more than this.
struct ArchiveLimits {
  std::uint64_t unpacked_bytes = 1u << 30;  ///< Of all layers together.
  std::uint64_t ratio = 250;                ///< Unpacked to packed, past the first 16 MiB.
  std::uint64_t members = 10'000;           ///< Of all archives within it together.
  std::uint32_t depth = 5;                  ///< Archives within archives.
  bool single_file = false;                 ///< What is compressed need be no archive.
  std::function<bool()> out_of_time = {};   ///< Asked between pieces.
};

/// What of the limits is used up.
class ArchiveBudget {
 public:
  explicit ArchiveBudget(const ArchiveLimits& limits) : limits_(limits) {}
  void packed(std::uint64_t bytes) { packed_ += bytes; }
  /// `no_answer` with what is too much of it.
  [[nodiscard]] Result<void> unpacked(std::uint64_t bytes);
  [[nodiscard]] Result<void> member();
  [[nodiscard]] Result<void> time() const;

  [[nodiscard]] const ArchiveLimits& limits() const { return limits_; }
  [[nodiscard]] std::uint64_t packed_bytes() const { return packed_; }
  [[nodiscard]] std::uint64_t unpacked_bytes() const { return unpacked_; }
  [[nodiscard]] std::uint64_t members() const { return members_; }

 private:
  const ArchiveLimits& limits_;
  std::uint64_t packed_ = 0;
  std::uint64_t unpacked_ = 0;
  std::uint64_t members_ = 0;
};

}  // namespace roadworthy
