#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/source_span.h"
#include "document/node.h"

namespace roadworthy {

struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

/// Steps over the byte of the file at `offset`.
void advance(Position& position, std::string_view file, std::size_t offset);

/// Finds bytes by line and column, each in constant time.
class TextIndex {
 public:
  explicit TextIndex(std::string_view text);
  /// Offset of the byte, or the text's size where there is none.
  [[nodiscard]] std::size_t offset(std::uint32_t line, std::uint32_t column) const;

 private:
  std::vector<std::uint32_t> code_points_;  ///< Offset of each one's first byte, and of the end.
  std::vector<std::uint32_t> lines_;        ///< For each line, which code point it begins with.
};

/// A text within a file that a person edits: a script, or the JSON inside a JSON string. It knows for each of its bytes
/// where in the file that byte stands, so that what is found in the text is pointed at in the file.
struct EmbeddedText {
  std::string text;
  std::shared_ptr<const SourceFile> file;
  std::string pointer;  ///< Of the value that holds the text; empty when the text is the whole file.
  /// One for each byte and one for the end; empty when bytes cannot be told apart (base64): then every span is `whole`.
  std::vector<Position> positions;
  Region whole;

  [[nodiscard]] SourceSpan span(std::size_t begin, std::size_t end) const;
};

/// The file's whole text.
[[nodiscard]] EmbeddedText embed_file(const std::shared_ptr<const SourceFile>& file);

/// The bytes from `begin` to `end`, which are offsets in the text.
[[nodiscard]] EmbeddedText part_of(const EmbeddedText& whole, std::size_t begin, std::size_t end);

/// The text of a scalar of a document, as it reads after quotes and escapes are undone: of JSON, and of YAML in every
/// style. Where the file does not have the text letter by letter (a value that something else was put into), all of
/// its bytes have the scalar's place.
[[nodiscard]] EmbeddedText embed_scalar(const NodeView& scalar, const TextIndex& file_index);

/// Moves the places of a document that was parsed from `embedded.text` to where they stand in the file.
void place_in(const EmbeddedText& embedded, Document& document);

/// Errors of parsing `embedded.text`, with their places moved likewise.
[[nodiscard]] Errors errors_in_place(Errors errors, const EmbeddedText& embedded);

/// Base64 (RFC 4648, both alphabets, line breaks ignored) undone; empty when it is none.
[[nodiscard]] std::string decode_base64(std::string_view text);

}  // namespace roadworthy
