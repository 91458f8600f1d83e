#include "archive/byte_source.h"

namespace roadworthy {

Result<std::string_view> PeekSource::peek(std::size_t count) {
  while (held_.size() < count) {
    const auto piece = inner_.next();
    if (!piece) {
      return piece;
    }
    if (piece->empty()) {
      break;
    }
    held_.append(*piece);
  }
  return std::string_view(held_);
}

Result<std::string_view> PeekSource::next() {
  if (held_.empty()) {
    return inner_.next();
  }
  handed_out_.clear();
  handed_out_.swap(held_);
  return std::string_view(handed_out_);
}

}  // namespace roadworthy
