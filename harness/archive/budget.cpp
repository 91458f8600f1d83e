#include "archive/budget.h"

#include <algorithm>

#include <fmt/format.h>

namespace roadworthy {

Result<void> ArchiveBudget::unpacked(std::uint64_t bytes) {
  constexpr std::uint64_t kHarmless = 16u << 20;
  unpacked_ += bytes;
  if (unpacked_ > limits_.unpacked_bytes) {
    return fail(ErrorKind::no_answer, fmt::format("it unpacks to more than {} bytes", limits_.unpacked_bytes));
  }
  if (unpacked_ > kHarmless && unpacked_ / limits_.ratio > packed_) {
    return fail(ErrorKind::no_answer,
                fmt::format("it unpacks to more than {} times its size ({} bytes became {} and more)", limits_.ratio,
                            packed_, unpacked_));
  }
  return time();
}

Result<void> ArchiveBudget::member() {
  if (++members_ > limits_.members) {
    return fail(ErrorKind::no_answer, fmt::format("it has more than {} members", limits_.members));
  }
  return time();
}

Result<void> ArchiveBudget::time() const {
  if (limits_.out_of_time && limits_.out_of_time()) {
    return fail(ErrorKind::no_answer, fmt::format("it could not be read to its end in time ({} bytes were)", packed_));
  }
  return {};
}

}  // namespace roadworthy
