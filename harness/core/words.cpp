#include "core/words.h"

#include <fmt/format.h>

namespace roadworthy {
namespace {

constexpr std::string_view kBlanks = " \t\n";
constexpr std::string_view kOperators = "|&;<>()`";

/// Appends the rest of a quoted part, up to its closing quote; false when there is none.
bool take_quoted(std::string_view line, std::size_t& position, std::string& word) {
  const char quote = line[position++];
  while (position < line.size() && line[position] != quote) {
    const bool escapes = quote == '"' && line[position] == '\\' && position + 1 < line.size() &&
                         std::string_view("\"\\$`").find(line[position + 1]) != std::string_view::npos;
    position += escapes ? 1 : 0;
    word += line[position++];
  }
  return position < line.size();
}

}  // namespace

Result<std::vector<std::string>> split_words(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  for (std::size_t position = 0; position < line.size(); ++position) {
    const char c = line[position];
    if (kBlanks.find(c) != std::string_view::npos) {
      if (in_word) {
        words.push_back(std::move(word));
        word.clear();
        in_word = false;
      }
      continue;
    }
    in_word = true;
    if (c == '\'' || c == '"') {
      if (!take_quoted(line, position, word)) {
        return fail(ErrorKind::usage, fmt::format("a quote is not closed in: {}", line));
      }
    } else if (c == '\\' && position + 1 < line.size()) {
      word += line[++position];
    } else if (kOperators.find(c) != std::string_view::npos) {
      return fail(ErrorKind::usage, fmt::format("`{}` needs a shell, and none runs: {}", c, line),
                  "quote it, or put the command into a script and name that");
    } else {
      word += c;
    }
  }
  if (in_word) {
    words.push_back(std::move(word));
  }
  if (words.empty()) {
    return fail(ErrorKind::usage, "an empty command");
  }
  return words;
}

std::string quote_words(const std::vector<std::string>& words) {
  constexpr std::string_view kSafe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%^";
  std::string line;
  for (const std::string& word : words) {
    line += line.empty() ? "" : " ";
    if (!word.empty() && word.find_first_not_of(kSafe) == std::string::npos) {
      line += word;
      continue;
    }
    line += '\'';
    for (const char c : word) {
      if (c == '\'') {
        line += "'\\''";
      } else {
        line += c;
      }
    }
    line += '\'';
  }
  return line;
}

}  // namespace roadworthy
