#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "document/node.h"

namespace roadworthy {

/// A file's text, in which places are byte offsets while it is read, and lines and columns afterwards.
class SourceText {
 public:
  explicit SourceText(std::shared_ptr<const SourceFile> file);

  [[nodiscard]] const std::shared_ptr<const SourceFile>& file() const { return file_; }
  [[nodiscard]] std::string_view text() const { return file_->text; }

  /// Offsets behind the end of the text count as its end, and an `end` before `begin` as `begin`.
  [[nodiscard]] Region region(std::size_t begin, std::size_t end) const;
  [[nodiscard]] Error error(const Region& region, std::string message, std::string remedy = {}) const;
  [[nodiscard]] Error error(std::size_t begin, std::size_t end, std::string message, std::string remedy = {}) const;

 private:
  struct Position {
    std::uint32_t line = 1;
    std::uint32_t column = 1;
  };
  [[nodiscard]] Position position(std::size_t offset) const;
  [[nodiscard]] Position advance(Position from, std::size_t begin, std::size_t end) const;

  std::shared_ptr<const SourceFile> file_;
  std::vector<Position> marks_;  ///< Positions at even distances, so that a look-up reads only from the last one.
};

}  // namespace roadworthy
