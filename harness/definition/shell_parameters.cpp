#include "definition/shell_parameters.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace roadworthy {
namespace {

/// What stands behind `$`, without braces.
std::string_view parameter_name(std::string_view written) {
  if (!written.starts_with('$')) {
    return {};
  }
  written.remove_prefix(1);
  return written.starts_with('{') && written.ends_with('}') ? written.substr(1, written.size() - 2) : written;
}

}  // namespace

const Word* ShellParameters::find(std::string_view written) const {
  const std::string_view name = parameter_name(written);
  if (name.size() != 1 || name.front() < '1' || name.front() > '9') {
    return nullptr;
  }
  const auto index = static_cast<std::size_t>(name.front() - '1');
  return index < words_.size() ? &words_[index] : nullptr;
}

bool ShellParameters::is_all(std::string_view written) const {
  const std::string_view name = parameter_name(written);
  return known_ && (name == "@" || name == "*");
}

bool ShellParameters::is_all(const Word& word) const {
  return word.text.is_unknown() && is_all(word.text.unknown->written);
}

std::optional<std::string> ShellParameters::joined() const {
  std::string text;
  for (const Word& word : words_) {
    if (!word.text.is_known()) {
      return std::nullopt;
    }
    text += (text.empty() ? "" : " ") + word.text.value;
  }
  return text;
}

void ShellParameters::shift(std::size_t count) {
  words_.erase(words_.begin(), words_.begin() + static_cast<std::ptrdiff_t>(std::min(count, words_.size())));
}

bool uses_parameters(std::string_view body) {
  for (std::size_t at = body.find('$'); at != std::string_view::npos; at = body.find('$', at + 1)) {
    const std::size_t name = at + 1 < body.size() && body[at + 1] == '{' ? at + 2 : at + 1;
    if (name < body.size() &&
        (std::isdigit(static_cast<unsigned char>(body[name])) != 0 || body[name] == '@' || body[name] == '*')) {
      return true;
    }
  }
  return false;
}

}  // namespace roadworthy
