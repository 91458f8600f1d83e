#include "definition/words.h"

namespace roadworthy {

std::optional<std::vector<std::string>> split_command(std::string_view command) {
  constexpr std::string_view blanks = " \t\r\n";
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = '\0';
  for (std::size_t at = 0; at < command.size(); ++at) {
    const char letter = command[at];
    if (quote == '\'') {
      if (letter == quote) {
        quote = '\0';
      } else {
        word += letter;
      }
    } else if (letter == '\\' && at + 1 < command.size()) {
      const char next = command[++at];
      if (quote == '"' && std::string_view("$`\"\\\n").find(next) == std::string_view::npos) {
        word += letter;
      }
      if (next != '\n') {
        word += next;
      }
      in_word = true;
    } else if (letter == quote) {
      quote = '\0';
    } else if (quote == '\0' && (letter == '\'' || letter == '"')) {
      quote = letter;
      in_word = true;
    } else if (quote == '\0' && blanks.find(letter) != std::string_view::npos) {
      if (in_word) {
        words.push_back(std::move(word));
        word.clear();
        in_word = false;
      }
    } else {
      word += letter;
      in_word = true;
    }
  }
  if (quote != '\0') {
    return std::nullopt;
  }
  if (in_word) {
    words.push_back(std::move(word));
  }
  return words;
}

}  // namespace roadworthy
