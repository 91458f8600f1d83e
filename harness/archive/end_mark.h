#pragma once

#include <cstdint>
#include <string>

#include "archive/byte_source.h"

namespace roadworthy {

/// Watches an archive go by, to tell afterwards whether it ended as its format says.
class EndMark final : public ByteSource {
 public:
  explicit EndMark(ByteSource& inner) : inner_(inner) {}
  [[nodiscard]] Result<std::string_view> next() override;

  /// Reads what is left, and compares: a tar archive ends with two blocks of zeros (POSIX pax, "ustar Interchange
  /// Format") and has nothing but zeros behind them, a zip archive with the record that ends its directory (APPNOTE
  /// 4.3.16). Other formats are not judged. `last_member`: where the last member ends;
  /// `consumed`: bytes that the archive's reader made use of.
  [[nodiscard]] Result<void> judge(const std::string& format, std::uint64_t last_member, std::uint64_t consumed);

 private:
  ByteSource& inner_;
  std::uint64_t total_ = 0;
  std::uint64_t zeros_ = 0;  ///< Zeros at the end.
  std::string tail_;         ///< The last bytes.
};

}  // namespace roadworthy
