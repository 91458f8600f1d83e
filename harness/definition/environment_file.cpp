#include "definition/environment_file.h"

#include <cctype>

#include <fmt/format.h>

#include "definition/cursor.h"
#include "definition/embedded_text.h"
#include "definition/format.h"

namespace roadworthy {
namespace {

constexpr std::size_t kLargest = 1u << 20;

class EnvironmentFileReader {
 public:
  EnvironmentFileReader(const std::shared_ptr<const SourceFile>& file, Variables variables)
      : embedded_(embed_file(file)), text_(embedded_.text), variables_(std::move(variables)) {}

  Result<std::vector<NamedText>> read() {
    std::vector<NamedText> entries;
    for (skip_blank_lines(); at_ < text_.size(); skip_blank_lines()) {
      auto entry = read_entry();
      if (!entry) {
        return std::unexpected(entry.error());
      }
      if (entry->value.is_known()) {
        variables_.emplace(entry->name, entry->value.value);  // What was given from outside stays.
      }
      entries.push_back(std::move(*entry));
    }
    return entries;
  }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) {
      ++at_;
    }
  }

  void skip_line() { at_ = std::min(text_.find('\n', at_), text_.size()); }

  void skip_blank_lines() {
    while (at_ < text_.size()) {
      skip_blanks();
      if (at_ < text_.size() && text_[at_] == '#') {
        skip_line();
      } else if (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r')) {
        ++at_;
      } else {
        return;
      }
    }
  }

  std::unexpected<Error> wrong(std::size_t begin, std::string message) const {
    return std::unexpected(Error{.kind = ErrorKind::invalid_file,
                                 .message = std::move(message),
                                 .remedy = "write NAME=value",
                                 .where = embedded_.span(begin, std::min(text_.find('\n', begin), text_.size()))});
  }

  Result<NamedText> read_entry() {
    if (text_.substr(at_).starts_with("export ")) {
      at_ += 7;
      skip_blanks();
    }
    const std::size_t begin = at_;
    while (at_ < text_.size() && std::string_view("=: \t\r\n").find(text_[at_]) == std::string_view::npos) {
      ++at_;
    }
    NamedText entry{
        .name = std::string(text_.substr(begin, at_ - begin)), .name_where = embedded_.span(begin, at_), .value = {}};
    entry.value = absent<std::string>(entry.name_where);
    skip_blanks();
    if (entry.name.empty()) {
      return wrong(begin, "a line without a variable's name");
    }
    if (at_ >= text_.size() || text_[at_] == '\n' || text_[at_] == '\r') {
      return entry;
    }
    if (text_[at_] != '=' && text_[at_] != ':') {
      return wrong(begin, fmt::format("`{}` is followed by neither `=` nor a value", entry.name));
    }
    ++at_;
    skip_blanks();
    return read_value(std::move(entry));
  }

  Result<NamedText> read_value(NamedText entry) {
    const std::size_t begin = at_;
    const char quote = at_ < text_.size() ? text_[at_] : '\0';
    std::string value;
    bool literal = false;
    if (quote == '\'' || quote == '"') {
      const std::size_t end = closing(quote);
      if (end == std::string_view::npos) {
        return wrong(begin, fmt::format("the quote of `{}` is not closed", entry.name));
      }
      value = quote == '"' ? unescape(text_.substr(begin + 1, end - begin - 1))
                           : std::string(text_.substr(begin + 1, end - begin - 1));
      literal = quote == '\'';
      at_ = end + 1;
    } else {
      skip_line();
      value = text_.substr(begin, at_ - begin);
      if (const std::size_t comment = value.find(" #"); comment != std::string::npos) {
        value.erase(comment);
      }
      while (!value.empty() && std::isspace(static_cast<unsigned char>(value.back()))) {
        value.pop_back();
      }
    }
    entry.value = known(std::move(value), embedded_.span(begin, at_));
    if (!literal) {
      std::string invalid;
      entry.value = interpolate(std::move(entry.value), variables_, invalid);
    }
    skip_line();
    return entry;
  }

  std::size_t closing(char quote) const {
    for (std::size_t end = at_ + 1; end < text_.size(); ++end) {
      if (text_[end] == '\\' && quote == '"') {
        ++end;
      } else if (text_[end] == quote) {
        return end;
      }
    }
    return std::string_view::npos;
  }

  static std::string unescape(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] != '\\' || at + 1 == text.size()) {
        out += text[at];
        continue;
      }
      const char next = text[++at];
      switch (next) {
        case 'n':
          out += '\n';
          break;
        case 't':
          out += '\t';
          break;
        case 'r':
          out += '\r';
          break;
        case '$':
          out += "$$";
          break;
        case '"':
        case '\\':
          out += next;
          break;
        default:
          out += '\\';
          out += next;
      }
    }
    return out;
  }

  EmbeddedText embedded_;
  std::string_view text_;
  Variables variables_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::vector<NamedText>> parse_environment_file(const std::shared_ptr<const SourceFile>& file,
                                                      const Variables& variables) {
  return EnvironmentFileReader(file, variables).read();
}

Result<std::vector<NamedText>> read_environment_file(const std::string& path, const Variables& variables) {
  auto file = read_text(path, kLargest);
  if (!file) {
    return std::unexpected(file.error());
  }
  return parse_environment_file(*file, variables);
}

}  // namespace roadworthy
