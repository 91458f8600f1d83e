#include "document/yaml_scan.h"

#include <algorithm>

namespace roadworthy {
namespace {

constexpr std::string_view kSpaces = " \t";
constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kBehindWord = " \t\r\n,[]{}";

std::size_t find_not_of(std::string_view text, std::string_view characters, std::size_t from) {
  return std::min(text.find_first_not_of(characters, from), text.size());
}

std::size_t find_of(std::string_view text, std::string_view characters, std::size_t from) {
  return std::min(text.find_first_of(characters, from), text.size());
}

char at(std::string_view text, std::size_t offset) {
  return offset < text.size() ? text[offset] : '\0';
}

/// A comment begins a line or follows a space.
bool comment_begins(std::string_view text, std::size_t offset) {
  return at(text, offset) == '#' && (offset == 0 || kBlanks.find(text[offset - 1]) != std::string_view::npos);
}

std::size_t skip_blanks_and_comments(std::string_view text, std::size_t offset) {
  offset = find_not_of(text, kBlanks, offset);
  while (comment_begins(text, offset)) {
    offset = find_not_of(text, kBlanks, find_of(text, "\n", offset));
  }
  return offset;
}

std::optional<std::size_t> end_of_double_quoted(std::string_view text, std::size_t begin) {
  for (std::size_t offset = begin + 1; offset < text.size(); ++offset) {
    if (text[offset] == '\\') {
      ++offset;
    } else if (text[offset] == '"') {
      return offset + 1;
    }
  }
  return std::nullopt;
}

std::optional<std::size_t> end_of_single_quoted(std::string_view text, std::size_t begin) {
  for (std::size_t offset = begin + 1; offset < text.size(); ++offset) {
    if (text[offset] == '\'') {
      if (at(text, offset + 1) != '\'') {
        return offset + 1;
      }
      ++offset;
    }
  }
  return std::nullopt;
}

/// In what is not quoted, only spaces and line ends are changed: every other character stands in the file in the order
/// in which it stands in the value.
std::size_t end_of_unquoted(std::string_view text, std::size_t begin, std::string_view value) {
  std::size_t offset = begin;
  for (const char character : value) {
    if (kBlanks.find(character) == std::string_view::npos) {
      const std::size_t next = find_not_of(text, kBlanks, offset);
      if (at(text, next) != character) {
        break;
      }
      offset = next + 1;
    }
  }
  return offset;
}

std::size_t end_of_block(std::string_view text, std::size_t begin, std::string_view value) {
  const std::size_t header_end = find_of(text, "\r\n", begin);
  return end_of_unquoted(text, header_end, value);
}

}  // namespace

std::size_t skip_properties(std::string_view text, std::size_t begin, std::size_t* properties_end) {
  std::size_t offset = begin;
  std::size_t end = begin;
  while (at(text, offset) == '&' || at(text, offset) == '!') {
    end = text.substr(offset).starts_with("!<") ? std::min(find_of(text, ">", offset) + 1, text.size())
                                                : end_of_word(text, offset);
    offset = skip_blanks_and_comments(text, end);
  }
  if (properties_end != nullptr) {
    *properties_end = end;
  }
  return offset;
}

std::optional<std::size_t> end_of_scalar(std::string_view text, std::size_t begin, std::string_view value, bool plain) {
  std::size_t properties_end = begin;
  const std::size_t offset = skip_properties(text, begin, &properties_end);
  if (plain) {
    return value.empty() ? properties_end : end_of_unquoted(text, offset, value);
  }
  switch (at(text, offset)) {
    case '"':
      return end_of_double_quoted(text, offset);
    case '\'':
      return end_of_single_quoted(text, offset);
    case '|':
    case '>':
      return end_of_block(text, offset, value);
    default:
      return value.empty() ? properties_end : end_of_unquoted(text, offset, value);
  }
}

std::size_t end_of_word(std::string_view text, std::size_t begin) {
  return find_of(text, kBehindWord, begin);
}

std::size_t end_of_collection(std::string_view text, std::size_t begin, std::size_t last) {
  const std::size_t opening = skip_properties(text, begin);
  if (!opens_bracket(text, opening)) {
    return last;
  }
  const char bracket = text[opening];
  std::size_t offset = std::max(last, opening + 1);
  while (offset < text.size()) {
    offset = skip_blanks_and_comments(text, offset);
    if (at(text, offset) == (bracket == '[' ? ']' : '}')) {
      return offset + 1;
    }
    ++offset;
  }
  return text.size();
}

bool is_key(std::string_view text, std::size_t begin, std::size_t end) {
  const std::size_t before = begin == 0 ? std::string_view::npos : text.find_last_not_of(kSpaces, begin - 1);
  return at(text, find_not_of(text, kSpaces, end)) == ':' || (before != std::string_view::npos && text[before] == '?');
}

bool documents_separated(std::string_view text, std::size_t begin, std::size_t end) {
  const std::string_view between = text.substr(std::min(begin, end), end - std::min(begin, end));
  return between.find("\n---") != std::string_view::npos || between.find("\n...") != std::string_view::npos;
}

bool opens_bracket(std::string_view text, std::size_t offset) {
  return at(text, offset) == '[' || at(text, offset) == '{';
}

bool bracket_closes(std::string_view text, std::size_t begin) {
  std::size_t depth = 0;
  for (std::size_t offset = begin; offset < text.size(); ++offset) {
    switch (text[offset]) {
      case '"':
        offset = end_of_double_quoted(text, offset).value_or(text.size()) - 1;
        break;
      case '[':
      case '{':
        ++depth;
        break;
      case ']':
      case '}':
        if (--depth == 0) {
          return true;
        }
        break;
      default:
        if (depth == 0) {
          return true;  // No bracket opens here.
        }
    }
  }
  return depth == 0;
}

}  // namespace roadworthy
