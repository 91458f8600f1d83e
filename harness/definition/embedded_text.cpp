#include "definition/embedded_text.h"

#include <algorithm>
#include <array>

namespace roadworthy {
namespace {

bool continues_a_code_point(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

void place_region(const EmbeddedText& embedded, const TextIndex& index, Region& region) {
  if (embedded.positions.empty()) {
    region = embedded.whole;
    return;
  }
  const Position from = embedded.positions[index.offset(region.line, region.column)];
  const Position to = embedded.positions[index.offset(region.end_line, region.end_column)];
  region = {from.line, from.column, to.line, to.column};
}

void place_node(const EmbeddedText& embedded, const TextIndex& index, Node& node) {
  place_region(embedded, index, node.region);
  for (Node& item : node.items) {
    place_node(embedded, index, item);
  }
  for (Member& member : node.members) {
    place_region(embedded, index, member.key_region);
    place_node(embedded, index, member.value);
  }
}

int base64_digit(char letter) {
  if (letter >= 'A' && letter <= 'Z') {
    return letter - 'A';
  }
  if (letter >= 'a' && letter <= 'z') {
    return letter - 'a' + 26;
  }
  if (letter >= '0' && letter <= '9') {
    return letter - '0' + 52;
  }
  if (letter == '+' || letter == '-') {
    return 62;
  }
  if (letter == '/' || letter == '_') {
    return 63;
  }
  return -1;
}

}  // namespace

void advance(Position& position, std::string_view text, std::size_t offset) {
  if (text[offset] == '\n') {
    ++position.line;
    position.column = 1;
  } else if (offset + 1 >= text.size() || !continues_a_code_point(text[offset + 1])) {
    ++position.column;
  }
}

TextIndex::TextIndex(std::string_view text) : lines_{0} {
  code_points_.reserve(text.size() + 1);
  for (std::size_t offset = 0; offset < text.size(); ++offset) {
    if (!continues_a_code_point(text[offset])) {
      code_points_.push_back(static_cast<std::uint32_t>(offset));
    }
    if (text[offset] == '\n') {
      lines_.push_back(static_cast<std::uint32_t>(code_points_.size()));
    }
  }
  code_points_.push_back(static_cast<std::uint32_t>(text.size()));
}

std::size_t TextIndex::offset(std::uint32_t line, std::uint32_t column) const {
  if (line == 0 || column == 0 || line > lines_.size()) {
    return code_points_.back();
  }
  const std::size_t index = lines_[line - 1] + std::size_t{column} - 1;
  return code_points_[std::min(index, code_points_.size() - 1)];
}

SourceSpan EmbeddedText::span(std::size_t begin, std::size_t end) const {
  SourceSpan span{.file = file, .pointer = pointer};
  if (positions.empty()) {
    span.line = whole.line;
    span.column = whole.column;
    span.end_line = whole.end_line;
    span.end_column = whole.end_column;
    return span;
  }
  const Position from = positions[std::min(begin, positions.size() - 1)];
  const Position to = positions[std::min(std::max(begin, end), positions.size() - 1)];
  span.line = from.line;
  span.column = from.column;
  span.end_line = to.line;
  span.end_column = to.column;
  return span;
}

EmbeddedText embed_file(const std::shared_ptr<const SourceFile>& file) {
  EmbeddedText embedded{.text = file->text, .file = file, .pointer = {}, .positions = {}, .whole = {}};
  Position position;
  embedded.positions.reserve(embedded.text.size() + 1);
  for (std::size_t offset = 0; offset < embedded.text.size(); ++offset) {
    embedded.positions.push_back(position);
    advance(position, embedded.text, offset);
  }
  embedded.positions.push_back(position);
  embedded.whole.end_line = position.line;
  embedded.whole.end_column = position.column;
  return embedded;
}

EmbeddedText part_of(const EmbeddedText& whole, std::size_t begin, std::size_t end) {
  EmbeddedText part{.text = whole.text.substr(begin, end - begin),
                    .file = whole.file,
                    .pointer = whole.pointer,
                    .positions = {},
                    .whole = whole.whole};
  if (!whole.positions.empty()) {
    part.positions.assign(whole.positions.begin() + static_cast<std::ptrdiff_t>(begin),
                          whole.positions.begin() + static_cast<std::ptrdiff_t>(end) + 1);
  }
  return part;
}

void place_in(const EmbeddedText& embedded, Document& document) {
  place_node(embedded, TextIndex(embedded.text), document.root);
  document.file = embedded.file;
}

Errors errors_in_place(Errors errors, const EmbeddedText& embedded) {
  const TextIndex index(embedded.text);
  for (Error& error : errors) {
    if (error.where) {
      error.where = embedded.span(index.offset(error.where->line, error.where->column),
                                  index.offset(error.where->end_line, error.where->end_column));
    }
  }
  return errors;
}

std::string decode_base64(std::string_view text) {
  std::string decoded;
  std::uint32_t bits = 0;
  int held = 0;
  std::size_t padding = 0;
  for (const char letter : text) {
    if (letter == '\n' || letter == '\r') {
      continue;
    }
    if (letter == '=') {
      ++padding;
      continue;
    }
    const int digit = base64_digit(letter);
    if (digit < 0 || padding > 0) {
      return {};
    }
    bits = (bits << 6U) | static_cast<std::uint32_t>(digit);
    held += 6;
    if (held >= 8) {
      held -= 8;
      decoded += static_cast<char>((bits >> static_cast<unsigned>(held)) & 0xFFU);
    }
  }
  return padding <= 2 && held < 6 ? decoded : std::string();
}

}  // namespace roadworthy
