#include <algorithm>
#include <optional>

#include "definition/embedded_text.h"

namespace roadworthy {
namespace {

bool is_white(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
}

std::size_t code_point_bytes(std::string_view text, std::size_t offset) {
  std::size_t length = 1;
  while (offset + length < text.size() && (static_cast<unsigned char>(text[offset + length]) & 0xC0U) == 0x80U) {
    ++length;
  }
  return length;
}

/// Follows a scalar's letters through the file. White space that YAML takes away or folds is passed over: every other
/// letter stands in the file in the order in which it stands in the value.
class Follower {
 public:
  Follower(std::string_view file, std::size_t at) : file_(file), at_(at) {
    pass_properties();
    style_ = letter();
    if (style_ == '|' || style_ == '>') {
      at_ = std::min(file_.find('\n', at_), file_.size());
    } else if (quoted()) {
      ++at_;
    }
  }

  /// Where each byte of the text stands in the file, and where it ends; nothing where the file has another text.
  std::optional<std::vector<std::size_t>> follow(std::string_view text) {
    std::vector<std::size_t> offsets;
    offsets.reserve(text.size() + 1);
    for (std::size_t offset = 0; offset < text.size();) {
      const std::size_t bytes = code_point_bytes(text, offset);
      pass_escaped_line_ends();
      const bool escaped = style_ == '"' && letter() == '\\';
      if (!escaped && is_white(text[offset])) {
        offsets.push_back(at_);
        at_ += letter() == text[offset] ? 1 : 0;
        ++offset;
        continue;
      }
      while (!escaped && at_ < file_.size() && is_white(letter())) {
        ++at_;
      }
      const std::size_t length = escaped ? escape_length(bytes) : plain_length(text.substr(offset, bytes));
      if (length == 0 || at_ + length > file_.size()) {
        return std::nullopt;
      }
      offsets.insert(offsets.end(), bytes, at_);
      at_ += length;
      offset += bytes;
    }
    offsets.push_back(at_);
    return offsets;
  }

 private:
  [[nodiscard]] char letter(std::size_t ahead = 0) const {
    return at_ + ahead < file_.size() ? file_[at_ + ahead] : '\0';
  }
  [[nodiscard]] bool quoted() const { return style_ == '"' || style_ == '\''; }

  /// An anchor and a tag.
  void pass_properties() {
    while (letter() == '&' || letter() == '!') {
      while (at_ < file_.size() && !is_white(letter())) {
        ++at_;
      }
      while (at_ < file_.size() && is_white(letter())) {
        ++at_;
      }
    }
  }

  void pass_escaped_line_ends() {
    while (style_ == '"' && letter() == '\\' && (letter(1) == '\n' || letter(1) == '\r')) {
      ++at_;
      while (at_ < file_.size() && is_white(letter())) {
        ++at_;
      }
    }
  }

  /// Of the escape that stands for one code point.
  [[nodiscard]] std::size_t escape_length(std::size_t bytes) const {
    switch (letter(1)) {
      case 'u':
        return bytes == 4 ? 12 : 6;
      case 'x':
        return 4;
      case 'U':
        return 10;
      default:
        return 2;
    }
  }

  /// Of a code point that is written as it is; 0 where another one stands there.
  [[nodiscard]] std::size_t plain_length(std::string_view code_point) const {
    if (!file_.substr(at_).starts_with(code_point) || (style_ == '"' && letter() == '"')) {
      return 0;
    }
    return style_ == '\'' && letter() == '\'' ? 2 : code_point.size();
  }

  std::string_view file_;
  std::size_t at_;
  char style_ = '\0';
};

}  // namespace

EmbeddedText embed_scalar(const NodeView& scalar, const TextIndex& file_index) {
  const SourceSpan span = scalar.span();
  EmbeddedText embedded{.text = scalar.text(),
                        .file = span.file,
                        .pointer = span.pointer,
                        .positions = {},
                        .whole = {span.line, span.column, span.end_line, span.end_column}};
  const std::string_view file = span.file ? std::string_view(span.file->text) : std::string_view();
  std::size_t at = file_index.offset(span.line, span.column);
  const auto offsets = Follower(file, at).follow(embedded.text);
  if (!offsets) {
    return embedded;
  }
  Position position{span.line, span.column};
  embedded.positions.reserve(offsets->size());
  for (const std::size_t offset : *offsets) {
    for (; at < offset; ++at) {
      advance(position, file, at);
    }
    embedded.positions.push_back(position);
  }
  return embedded;
}

}  // namespace roadworthy
