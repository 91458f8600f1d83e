#include "archive/end_mark.h"

#include <fmt/format.h>

namespace roadworthy {
namespace {

constexpr std::size_t kZipEnd = 22;  ///< Bytes of the record, without its comment.
constexpr std::size_t kTail = kZipEnd + 65535;

Result<void> judge_zip(const std::string& tail) {
  const auto found = tail.rfind("PK\x05\x06");
  if (found == std::string::npos || tail.size() - found < kZipEnd) {
    return fail(ErrorKind::no_answer, "the zip archive is cut short: its directory does not end");
  }
  const auto byte = [&](std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(tail[found + at]));
  };
  const std::size_t end = found + kZipEnd + (byte(20) | byte(21) << 8U);
  if (end == tail.size()) {
    return {};
  }
  return fail(ErrorKind::no_answer,
              end > tail.size()
                  ? "the zip archive is cut short: its comment does not end"
                  : fmt::format("{} other bytes follow behind the end of the zip archive", tail.size() - end));
}

}  // namespace

Result<std::string_view> EndMark::next() {
  const auto piece = inner_.next();
  if (!piece || piece->empty()) {
    return piece;
  }
  total_ += piece->size();
  const auto last = piece->find_last_not_of('\0');
  zeros_ = last == std::string_view::npos ? zeros_ + piece->size() : piece->size() - last - 1;
  tail_.append(piece->substr(piece->size() - std::min(piece->size(), kTail)));
  if (tail_.size() > 2 * kTail) {
    tail_.erase(0, tail_.size() - kTail);
  }
  return piece;
}

Result<void> EndMark::judge(const std::string& format, std::uint64_t last_member, std::uint64_t consumed) {
  for (;;) {
    const auto piece = next();
    if (!piece) {
      return std::unexpected(piece.error());
    }
    if (piece->empty()) {
      break;
    }
  }
  constexpr std::uint64_t kBlock = 512;
  const std::uint64_t end_of_members = (last_member + kBlock - 1) / kBlock * kBlock;
  if (format == "tar" && total_ - std::min(total_, consumed) > zeros_) {
    return fail(ErrorKind::no_answer, "other bytes follow behind the end of the tar archive");
  }
  if (format == "tar" && total_ < end_of_members + 2 * kBlock) {
    return fail(ErrorKind::no_answer, "the tar archive is cut short: it does not end with two blocks of zeros");
  }
  return format == "zip" ? judge_zip(tail_) : Result<void>();
}

}  // namespace roadworthy
