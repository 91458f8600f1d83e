#include "document/source_text.h"

#include <algorithm>

#include "document/mistakes.h"

namespace roadworthy {
namespace {

constexpr std::size_t kMarkEvery = 256;

}  // namespace

SourceText::SourceText(std::shared_ptr<const SourceFile> file) : file_(std::move(file)) {
  marks_.reserve(text().size() / kMarkEvery + 1);
  marks_.push_back({});
  for (std::size_t offset = kMarkEvery; offset <= text().size(); offset += kMarkEvery) {
    marks_.push_back(advance(marks_.back(), offset - kMarkEvery, offset));
  }
}

Region SourceText::region(std::size_t begin, std::size_t end) const {
  const Position first = position(begin);
  const Position last = position(std::max(begin, end));
  return {.line = first.line, .column = first.column, .end_line = last.line, .end_column = last.column};
}

Error SourceText::error(const Region& region, std::string message, std::string remedy) const {
  return make_mistake(file_, region, std::move(message), std::move(remedy));
}

Error SourceText::error(std::size_t begin, std::size_t end, std::string message, std::string remedy) const {
  return error(region(begin, end), std::move(message), std::move(remedy));
}

SourceText::Position SourceText::position(std::size_t offset) const {
  offset = std::min(offset, text().size());
  const std::size_t mark = offset / kMarkEvery;
  return advance(marks_[mark], mark * kMarkEvery, offset);
}

SourceText::Position SourceText::advance(Position from, std::size_t begin, std::size_t end) const {
  for (const char character : text().substr(begin, end - begin)) {
    if (character == '\n') {
      ++from.line;
      from.column = 1;
    } else if ((static_cast<unsigned char>(character) & 0xC0) != 0x80) {  // Not a continuation byte of UTF-8.
      ++from.column;
    }
  }
  return from;
}

}  // namespace roadworthy
