#pragma once

#include <cstddef>
#include <string>

namespace roadworthy {

/// What was made of a file's bytes: UTF-8 without a byte order mark, or where that failed, and how far it got.
struct DecodedText {
  std::string text;
  bool good = true;
  std::size_t fault = 0;  ///< Offset in `text`.
  std::string message;
  std::string remedy;
};

/// Decodes UTF-8 and UTF-16 (RFC 8259 and YAML 1.2, section 5.2, tell them apart in the same way) and refuses control
/// characters other than tab, line feed and carriage return, which neither format allows unescaped.
[[nodiscard]] DecodedText decode_text(std::string bytes, std::size_t limit);

}  // namespace roadworthy
