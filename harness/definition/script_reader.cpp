#include "definition/script_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "definition/cursor.h"

namespace roadworthy {
namespace {

constexpr std::string_view kOperators = " \t\r\n;&|()<>";

bool is_blank(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n';
}

std::string no_value(std::string_view written) {
  const bool output = written.starts_with("$(") || written.starts_with('`');
  return fmt::format(
      fmt::runtime(output ? "the output of {} is known only when the script runs" : "variable {} has no value"),
      written);
}

}  // namespace

WordReader::WordReader(const Script& script, Variables variables) : script_(script), known_(std::move(variables)) {}

bool WordReader::has_opaque(std::size_t begin, std::size_t end) const {
  const auto from = script_.opaque.begin();
  return std::any_of(from + static_cast<std::ptrdiff_t>(begin), from + static_cast<std::ptrdiff_t>(end),
                     [](bool opaque) { return opaque; });
}

void WordReader::set(const std::string& name, const Text& value) {
  if (value.is_known()) {
    known_[name] = value.value;
    forgotten_.erase(name);
  } else {
    forget(name, value.is_unknown() ? value.unknown->reason : fmt::format("variable ${{{}}} is set to nothing", name));
  }
}

void WordReader::forget(const std::string& name, std::string reason) {
  known_.erase(name);
  forgotten_[name] = std::move(reason);
}

void WordReader::skip_blanks() {
  while (!at_end() && !opaque()) {
    if (peek() == ' ' || peek() == '\t' || peek() == '\r') {
      ++at_;
    } else if (peek() == '\\' && peek(1) == '\n') {
      at_ += 2;
    } else if (peek() == '\\' && peek(1) == '\r' && peek(2) == '\n') {
      at_ += 3;
    } else if (peek() == '#') {
      at_ = std::min(text().find('\n', at_), text().size());
    } else {
      return;
    }
  }
}

void WordReader::grow(Growing& word, char letter) {
  word.value += letter;
  word.written += letter;
  word.any = true;
}

void WordReader::grow_unknown(Growing& word, std::string_view written, std::string reason) {
  word.written += written;
  word.any = true;
  if (word.reason.empty()) {
    word.reason = std::move(reason);
  }
}

void WordReader::finish(Growing& word, std::size_t end, std::vector<Word>& words) const {
  if (word.any || word.quoted) {
    const SourceSpan where = span(word.begin, end);
    Text text = word.reason.empty() ? known(word.value, where)
                                    : unknown_value<std::string>(
                                          {.reason = word.reason, .written = word.written, .refers_to = {}}, where);
    words.push_back({.text = std::move(text), .quoted = word.quoted});
  }
  const std::size_t begin = word.begin;
  word = {};
  word.begin = begin;
}

void WordReader::add_value(Growing& word, std::string_view value, std::vector<Word>* split) const {
  for (const char letter : value) {
    if (split && is_blank(letter)) {
      finish(word, at_, *split);
    } else {
      word.value += letter;
      word.written += letter;
      word.any = true;
    }
  }
}

void WordReader::read_opaque(Growing& word) {
  const std::size_t begin = at_;
  while (!at_end() && opaque()) {
    ++at_;
    // Two expressions side by side are two.
    if (!at_end() && opaque() && peek() == '$' && text()[at_ - 1] == '}' && peek(1) == '{') {
      break;
    }
  }
  const std::string_view written = text().substr(begin, at_ - begin);
  grow_unknown(word, written, no_value(written));
}

void WordReader::close_quote(std::size_t begin, std::string_view mistake) {
  if (!at_end()) {
    ++at_;
    return;
  }
  mistakes_.push_back({.kind = ErrorKind::invalid_file,
                       .message = std::string(mistake),
                       .remedy = {},
                       .where = span(begin, begin + 1)});
}

void WordReader::read_single_quotes(Growing& word) {
  const std::size_t begin = at_++;
  word.quoted = true;
  while (!at_end() && peek() != '\'') {
    if (opaque()) {
      read_opaque(word);
    } else {
      grow(word, text()[at_++]);
    }
  }
  close_quote(begin, "a single quote is not closed");
}

void WordReader::read_double_quotes(Growing& word) {
  const std::size_t begin = at_++;
  word.quoted = true;
  while (!at_end() && (peek() != '"' || opaque())) {
    if (opaque()) {
      read_opaque(word);
    } else if (peek() == '\\' && at_ + 1 < text().size()) {
      const char next = peek(1);
      if (next != '\n' && std::string_view("$`\"\\").find(next) == std::string_view::npos) {
        grow(word, '\\');
      }
      if (next != '\n') {
        grow(word, next);
      }
      at_ += 2;
    } else if (peek() == '$') {
      read_expansion(word, nullptr);
    } else if (peek() == '`') {
      read_backquotes(word);
    } else {
      grow(word, text()[at_++]);
    }
  }
  close_quote(begin, "a double quote is not closed");
}

void WordReader::read_backquotes(Growing& word) {
  const std::size_t begin = at_++;
  while (!at_end() && peek() != '`') {
    at_ += peek() == '\\' ? 2 : 1;
  }
  at_ = std::min(at_ + 1, text().size());
  const std::string_view written = text().substr(begin, at_ - begin);
  grow_unknown(word, written, fmt::format("the output of {} is known only when the script runs", written));
}

std::vector<Word> WordReader::read_word() {
  std::vector<Word> words;
  Growing word;
  word.begin = at_;
  while (!at_end()) {
    const char letter = peek();
    if (opaque()) {
      read_opaque(word);
    } else if (letter == '\\') {
      if (peek(1) == '\n') {
        at_ += 2;
        continue;
      }
      ++at_;
      if (!at_end()) {
        grow(word, text()[at_++]);
      }
    } else if (letter == '\'') {
      read_single_quotes(word);
    } else if (letter == '"') {
      read_double_quotes(word);
    } else if (letter == '`') {
      read_backquotes(word);
    } else if (letter == '$' && (peek(1) == '\'' || peek(1) == '"')) {
      ++at_;
    } else if (letter == '$') {
      read_expansion(word, &words);
    } else if (kOperators.find(letter) != std::string_view::npos) {
      break;
    } else {
      grow(word, text()[at_++]);
    }
  }
  finish(word, at_, words);
  return words;
}

Script WordReader::expand(std::size_t begin, std::size_t end) {
  const std::size_t resume = at_;
  const EmbeddedText& whole = script_.text;
  Script expanded = part(begin, begin);
  expanded.text.positions.clear();
  at_ = begin;
  joins_ = true;
  while (at_ < end) {
    const std::size_t from = at_;
    Growing piece;
    if (opaque()) {
      read_opaque(piece);
    } else if (peek() == '\\' && std::string_view("$`\\\n").find(peek(1)) != std::string_view::npos) {
      if (peek(1) != '\n') {
        grow(piece, peek(1));
      }
      at_ += 2;
    } else if (peek() == '$') {
      read_expansion(piece, nullptr);
    } else if (peek() == '`') {
      read_backquotes(piece);
    } else {
      grow(piece, text()[at_++]);
    }
    expanded.text.text += piece.written;
    expanded.opaque.resize(expanded.text.text.size(), !piece.reason.empty());
    if (!whole.positions.empty()) {
      expanded.text.positions.resize(expanded.text.text.size(), whole.positions[from]);
    }
  }
  if (!whole.positions.empty()) {
    expanded.text.positions.push_back(whole.positions[end]);
  }
  at_ = resume;
  joins_ = false;
  return expanded;
}

}  // namespace roadworthy
