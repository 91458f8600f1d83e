#pragma once

#include <string>
#include <string_view>

#include "core/error.h"

namespace roadworthy {

/// Bytes that are pulled piece by piece.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// The next piece, good until the next call; empty at the end, and then again and again. `no_answer` says what is
  /// wrong with the bytes themselves; anything else, that they cannot be had.
  [[nodiscard]] virtual Result<std::string_view> next() = 0;
};

/// Bytes in memory that outlive this.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes, std::size_t piece = 64u << 10) : rest_(bytes), piece_(piece) {}
  [[nodiscard]] Result<std::string_view> next() override {
    const std::string_view piece = rest_.substr(0, piece_);
    rest_.remove_prefix(piece.size());
    return piece;
  }

 private:
  std::string_view rest_;
  std::size_t piece_;
};

/// A source of which the beginning can be looked at before it is read.
class PeekSource final : public ByteSource {
 public:
  explicit PeekSource(ByteSource& inner) : inner_(inner) {}
  /// At least `count` bytes, or all there are.
  [[nodiscard]] Result<std::string_view> peek(std::size_t count);
  [[nodiscard]] Result<std::string_view> next() override;

 private:
  ByteSource& inner_;
  std::string held_;  ///< Peeked at and not yet handed out.
  std::string handed_out_;
};

}  // namespace roadworthy
