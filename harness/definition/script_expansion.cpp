#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "definition/script_reader.h"

namespace roadworthy {
namespace {

bool begins_name(char letter) {
  return std::isalpha(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}
bool continues_name(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

}  // namespace

std::size_t WordReader::closing_parenthesis(std::size_t from) const {
  int open = 1;
  char quote = '\0';
  for (std::size_t at = from; at < text().size(); ++at) {
    const char letter = text()[at];
    if (quote == '\0' && (letter == '\'' || letter == '"')) {
      quote = letter;
    } else if (letter == quote) {
      quote = '\0';
    } else if (letter == '\\' && quote != '\'') {
      ++at;
    } else if (quote != '\'' && letter == '(') {
      ++open;
    } else if (quote != '\'' && letter == ')' && --open == 0) {
      return at;
    }
  }
  return text().size();
}

void WordReader::grow_parameter(Growing& word, std::string_view written, std::vector<Word>* split) {
  const Word* given = parameters_.find(written);
  if (const auto all = parameters_.is_all(written) && joins_ ? parameters_.joined() : std::nullopt) {
    add_value(word, *all, split);
  } else if (given && given->text.is_known()) {
    add_value(word, given->text.value, split);
  } else if (given) {
    grow_unknown(word, given->text.unknown ? given->text.unknown->written : written, std::string(given->text.reason()));
  } else {
    grow_unknown(word, written, fmt::format("{} is known only when the script runs", written));
  }
}

void WordReader::read_expansion(Growing& word, std::vector<Word>* split) {
  const std::size_t begin = at_;
  const char next = peek(1);
  if (next == '(') {
    at_ = std::min(closing_parenthesis(at_ + 2) + 1, text().size());
    const std::string_view written = text().substr(begin, at_ - begin);
    grow_unknown(word, written, fmt::format("the output of {} is known only when the script runs", written));
    return;
  }
  if (next == '{') {
    int open = 0;
    do {
      open += peek() == '{' ? 1 : 0;
      open -= peek() == '}' ? 1 : 0;
      ++at_;
    } while (!at_end() && (open > 0 || at_ == begin + 1));
  } else if (begins_name(next)) {
    at_ += 2;
    while (!at_end() && !opaque() && continues_name(peek())) {
      ++at_;
    }
  } else if (next != '\0' && std::string_view("0123456789@#?$!*-").find(next) != std::string_view::npos) {
    at_ += 2;
    grow_parameter(word, text().substr(begin, 2), split);
    return;
  } else {
    grow(word, text()[at_++]);
    return;
  }
  const std::string_view written = text().substr(begin, at_ - begin);
  if (parameters_.find(written) || (joins_ && parameters_.is_all(written))) {
    grow_parameter(word, written, split);
    return;
  }
  const Interpolated result = interpolate(written, known_);
  const std::string_view inside = next == '{' ? written.substr(2, written.size() - 3) : std::string_view();
  const std::string_view optional = inside.substr(0, inside.find_first_of(":-"));
  if (asks_whether_set && (inside.ends_with(":-") || inside.ends_with('-')) &&
      !known_.contains(std::string(optional)) && result.text.empty()) {
    grow_unknown(word, fmt::format("${{{}}}", optional), fmt::format("variable ${{{}}} has no value", optional));
    return;
  }
  if (result.invalid.empty() && result.missing.empty()) {
    add_value(word, result.text, split);
    return;
  }
  // Its own reason, where the script set it to something unknown.
  const std::size_t name_begin = next == '{' ? 2 : 1;
  std::size_t name_end = name_begin;
  while (name_end < written.size() && continues_name(written[name_end])) {
    ++name_end;
  }
  const std::string name(written.substr(name_begin, name_end - name_begin));
  const auto forgotten = forgotten_.find(name);
  std::string reason = forgotten != forgotten_.end() ? forgotten->second
                       : result.missing.empty()      ? fmt::format("{} is known only when the script runs", written)
                                                     : result.missing.front();
  grow_unknown(word, written, std::move(reason));
}

}  // namespace roadworthy
