#include "document/parametrised.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>
#include <re2/re2.h>

#include "core/base64.h"
#include "document/decoder.h"

namespace roadworthy {
namespace {

std::string to_json(const std::string& text) {
  const std::string quoted = nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return quoted.substr(1, quoted.size() - 2);
}

std::string to_path(const std::string& text) {
  std::string out = text;
  std::ranges::replace(out, '.', '/');
  return out;
}

std::string to_upper(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool lower = c >= 'a' && c <= 'z';
    const bool kept = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    out += lower ? static_cast<char>(c - 'a' + 'A') : kept ? c : '_';
  }
  return out;
}

std::string in_base64(const std::string& text) {
  return to_base64(text);
}

/// RFC 3986: what is not unreserved is percent-encoded.
std::string to_url(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || std::string_view("-._~").find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

struct Form {
  std::string_view name;
  std::string (*write)(const std::string& argument);
};
constexpr std::array kForms{Form{"base64", &in_base64}, Form{"json", &to_json}, Form{"path", &to_path},
                            Form{"upper", &to_upper}, Form{"url", &to_url}};

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) {
    text.remove_prefix(1);
  }
  while (text.ends_with(' ')) {
    text.remove_suffix(1);
  }
  return text;
}

}  // namespace

std::optional<Signature> parse_signature(std::string_view text) {
  static const RE2 kDeclaration(R"(([A-Za-z0-9_.-]+)\(([a-z][a-z0-9_]*(?:, *[a-z][a-z0-9_]*)*)\))");
  Signature signature;
  std::string parameters;
  if (!RE2::FullMatch(re2::StringPiece(text.data(), text.size()), kDeclaration, &signature.name, &parameters)) {
    return std::nullopt;
  }
  std::string_view rest = parameters;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string parameter(trimmed(rest.substr(0, comma)));
    if (std::ranges::find(signature.parameters, parameter) != signature.parameters.end()) {
      return std::nullopt;
    }
    signature.parameters.push_back(parameter);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return signature;
}

Result<std::vector<std::string>> split_arguments(const Signature& signature, std::string_view text) {
  std::vector<std::string> arguments;
  std::string_view rest = text;
  while (arguments.size() + 1 < signature.parameters.size()) {
    const std::size_t comma = rest.find(',');
    if (comma == std::string_view::npos) {
      return fail(ErrorKind::invalid_file,
                  fmt::format("`{}` takes {} values, not {}", signature.name, signature.parameters.size(),
                              arguments.size() + 1),
                  fmt::format("write ${{{}({})}}", signature.name, fmt::join(signature.parameters, ", ")));
    }
    arguments.emplace_back(trimmed(rest.substr(0, comma)));
    rest.remove_prefix(comma + 1);
  }
  arguments.emplace_back(trimmed(rest));
  return arguments;
}

Result<std::string> fill_in(const Signature& signature, const std::vector<std::string>& arguments,
                            std::string_view value) {
  static const RE2 kPlace(R"(\{([a-z][a-z0-9_]*)(?:\|([a-z0-9_]+))?\})");
  static const RE2 kPlain(R"(\{[a-z][a-z0-9_]*\})");
  std::string result;
  re2::StringPiece rest(value.data(), value.size());
  re2::StringPiece found[3];
  while (kPlace.Match(rest, 0, rest.size(), RE2::UNANCHORED, found, 3)) {
    result.append(rest.data(), static_cast<std::size_t>(found[0].data() - rest.data()));
    const std::string parameter(found[1]);
    const std::string form(found[2]);
    const auto position = std::ranges::find(signature.parameters, parameter);
    if (position == signature.parameters.end()) {
      return fail(ErrorKind::invalid_file,
                  fmt::format("the value of `{}` names `{{{}}}`{}, which is none of its parameters", signature.name,
                              parameter, did_you_mean(parameter, signature.parameters)),
                  fmt::format("they are {}", fmt::join(signature.parameters, ", ")));
    }
    const std::string& argument = arguments.at(static_cast<std::size_t>(position - signature.parameters.begin()));
    if (!form.empty() && RE2::FullMatch(argument, kPlain)) {
      result += fmt::format("{}|{}}}", argument.substr(0, argument.size() - 1), form);
    } else if (form.empty()) {
      result += argument;
    } else if (const auto* row = std::ranges::find(kForms, form, &Form::name); row != kForms.end()) {
      result += row->write(argument);
    } else {
      return fail(ErrorKind::invalid_file,
                  fmt::format("the value of `{}` wants `{}` in the form `{}`, which there is not", signature.name,
                              parameter, form),
                  "there are base64, json, path, upper and url");
    }
    rest.remove_prefix(static_cast<std::size_t>(found[0].data() + found[0].size() - rest.data()));
  }
  result.append(rest.data(), rest.size());
  return result;
}

}  // namespace roadworthy
