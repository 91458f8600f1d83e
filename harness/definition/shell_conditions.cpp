#include "definition/shell_conditions.h"

#include <algorithm>
#include <optional>

namespace roadworthy {
namespace {

/// The variable that a word consists of (`$X`, `${X}`), or the word itself.
std::string subject_of(const Word& word) {
  std::string text = as_written(word.text);
  std::erase_if(text, [](char letter) { return letter == '$' || letter == '{' || letter == '}'; });
  return text;
}

/// What is decided already: `[ -n "known" ]`.
std::optional<bool> decided_already(const std::vector<Word>& words) {
  if (words.size() == 4 && (is_word(words[0], "[") || is_word(words[0], "[[")) && words[2].text.is_known()) {
    if (is_word(words[1], "-n")) {
      return !words[2].text.value.empty();
    }
    if (is_word(words[1], "-z")) {
      return words[2].text.value.empty();
    }
  }
  const bool pattern = words.size() == 5 && is_word(words[0], "[[") && !words[3].quoted &&
                       words[3].text.value.find_first_of("*?[") != std::string::npos;
  if (words.size() == 5 && !pattern && (is_word(words[0], "[") || is_word(words[0], "[[")) &&
      words[1].text.is_known() && words[3].text.is_known()) {
    if (is_word(words[2], "=") || is_word(words[2], "==")) {
      return words[1].text.value == words[3].text.value;
    }
    if (is_word(words[2], "!=")) {
      return words[1].text.value != words[3].text.value;
    }
  }
  return std::nullopt;
}

}  // namespace

bool is_word(const Word& word, std::string_view text) {
  return !word.quoted && word.text.is_known() && word.text.value == text;
}

std::string as_written(const Text& text) {
  return text.is_unknown() ? text.unknown->written : text.value;
}

Condition condition_of(const std::vector<Word>& words) {
  if (const auto decided = decided_already(words)) {
    return {.about = Condition::About::other, .subject = *decided ? "true" : "false", .inverted = false};
  }
  std::vector<Word> inside;
  bool inverted = false;
  bool test = false;
  std::string text;
  for (const Word& word : words) {
    text += (text.empty() ? "" : " ") + as_written(word.text);
    if (is_word(word, "!") && !test) {
      inverted = !inverted;
    } else if (is_word(word, "[") || is_word(word, "[[") || is_word(word, "test")) {
      test = true;
    } else if (!is_word(word, "]") && !is_word(word, "]]")) {
      inside.push_back(word);
    }
  }
  while (test && !inside.empty() && is_word(inside.front(), "!")) {
    inverted = !inverted;
    inside.erase(inside.begin());
  }
  const auto compares_with_nothing = [&] {
    return inside.size() == 3 && inside[2].text.is("") &&
           (is_word(inside[1], "=") || is_word(inside[1], "==") || is_word(inside[1], "!="));
  };
  if (test && inside.size() == 2 && (is_word(inside[0], "-n") || is_word(inside[0], "-z"))) {
    return {.about = Condition::About::set,
            .subject = subject_of(inside[1]),
            .inverted = is_word(inside[0], "-z") != inverted};
  }
  if (test && compares_with_nothing()) {
    return {.about = Condition::About::set,
            .subject = subject_of(inside[0]),
            .inverted = !is_word(inside[1], "!=") != inverted};
  }
  if (test && inside.size() == 3 && inside[2].text.is("true") &&
      (is_word(inside[1], "=") || is_word(inside[1], "=="))) {
    return {.about = Condition::About::truth, .subject = subject_of(inside[0]), .inverted = inverted};
  }
  return {.about = Condition::About::other, .subject = text, .inverted = false};
}

}  // namespace roadworthy
