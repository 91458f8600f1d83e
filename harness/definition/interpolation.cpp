#include "definition/interpolation.h"

#include <cctype>
#include <optional>

#include <fmt/format.h>

#include "definition/cursor.h"

namespace roadworthy {
namespace {

constexpr int kDeepestVariable = 20;

bool begins_name(char letter) {
  return std::isalpha(static_cast<unsigned char>(letter)) || letter == '_';
}
bool continues_name(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) || letter == '_';
}

/// Reads one text; nested defaults are read by another of these.
class Interpolator {
 public:
  Interpolator(const Variables& variables, Interpolated& result, int depth)
      : variables_(variables), result_(result), depth_(depth) {}

  std::string read(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
      if (text[at] != '$') {
        out += text[at++];
      } else if (at + 1 < text.size() && text[at + 1] == '$') {
        out += '$';
        at += 2;
      } else if (at + 1 < text.size() && text[at + 1] == '{') {
        const std::size_t end = closing_brace(text, at + 2);
        if (end == std::string_view::npos) {
          return invalid(out, text.substr(at));
        }
        out += braced(text.substr(at + 2, end - at - 2));
        at = end + 1;
      } else if (at + 1 < text.size() && begins_name(text[at + 1])) {
        std::size_t end = at + 1;
        while (end < text.size() && continues_name(text[end])) {
          ++end;
        }
        const std::string name(text.substr(at + 1, end - at - 1));
        out += value_or_missing(name, "${" + name + "}");
        at = end;
      } else {
        return invalid(out, text.substr(at));
      }
    }
    return out;
  }

 private:
  static std::size_t closing_brace(std::string_view text, std::size_t from) {
    int open = 1;
    for (std::size_t at = from; at < text.size(); ++at) {
      if (text[at] == '$' && at + 1 < text.size() && text[at + 1] == '{') {
        ++open;
        ++at;
      } else if (text[at] == '}' && --open == 0) {
        return at;
      }
    }
    return std::string_view::npos;
  }

  std::string& invalid(std::string& out, std::string_view rest) {
    if (result_.invalid.empty()) {
      result_.invalid = fmt::format("`{}` is no variable; a dollar sign is written `$$`", rest.substr(0, 40));
    }
    out += rest;
    return out;
  }

  std::optional<std::string> value_of(const std::string& name) const {
    const auto found = variables_.find(name);
    return found == variables_.end() ? std::nullopt : std::optional(found->second);
  }

  std::string value_or_missing(const std::string& name, const std::string& written) {
    if (auto value = value_of(name)) {
      return *value;
    }
    result_.missing.push_back(fmt::format("variable ${{{}}} has no value", name));
    return written;
  }

  std::string nested(std::string_view text) {
    if (depth_ >= kDeepestVariable) {
      std::string out;
      return invalid(out, text);
    }
    return Interpolator(variables_, result_, depth_ + 1).read(text);
  }

  /// What stands between the braces.
  std::string braced(std::string_view inside) {
    std::size_t end = 0;
    while (end < inside.size() && (end == 0 ? begins_name(inside[end]) : continues_name(inside[end]))) {
      ++end;
    }
    const std::string name(inside.substr(0, end));
    std::string_view rest = inside.substr(end);
    std::string written = fmt::format("${{{}}}", inside);
    if (name.empty()) {
      std::string out;
      return invalid(out, written);
    }
    if (rest.empty()) {
      return value_or_missing(name, written);
    }
    const bool not_empty = rest.front() == ':';  // With a colon, an empty value counts as none.
    rest.remove_prefix(not_empty ? 1 : 0);
    const char operation = rest.empty() ? '\0' : rest.front();
    const std::string_view word = rest.empty() ? rest : rest.substr(1);
    const auto value = value_of(name);
    const bool is_set = value && !(not_empty && value->empty());
    switch (operation) {
      case '-':
        return is_set ? *value : nested(word);
      case '+':
        return is_set ? nested(word) : std::string();
      case '?':
        if (is_set) {
          return *value;
        }
        result_.missing.push_back(word.empty() ? fmt::format("variable ${{{}}} must be set", name)
                                               : fmt::format("variable ${{{}}} must be set: {}", name, word));
        return written;
      default: {
        std::string out;
        return invalid(out, written);
      }
    }
  }

  const Variables& variables_;
  Interpolated& result_;
  int depth_;
};

}  // namespace

Interpolated interpolate(std::string_view text, const Variables& variables) {
  Interpolated result;
  result.text = Interpolator(variables, result, 0).read(text);
  return result;
}

Text interpolate(Text text, const Variables& variables, std::string& invalid) {
  if (!text.is_known() || text.value.find('$') == std::string::npos) {
    return text;
  }
  Interpolated result = interpolate(text.value, variables);
  invalid = result.invalid;
  if (!result.missing.empty()) {
    Text unknown = unknown_value<std::string>(
        {.reason = result.missing.front(), .written = text.value, .refers_to = {}}, text.where);
    unknown.sensitive = text.sensitive;
    return unknown;
  }
  text.value = std::move(result.text);
  return text;
}

}  // namespace roadworthy
