#include "scenario/secret_decoder.h"

#include <random>

#include <fmt/format.h>

#include "core/secrets.h"

namespace roadworthy {
namespace {

constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::string_view kSymbols = "\"\\/+&%=<>' ?";

std::string generate(bool with_symbols) {
  constexpr std::size_t kLength = 24;
  std::random_device random;
  std::string value;
  while (value.size() < kLength) {
    const bool symbol = with_symbols && value.size() % 3 == 1 && value.size() / 3 < kSymbols.size();
    value += symbol ? kSymbols[value.size() / 3] : kPlain[random() % kPlain.size()];
  }
  return value;
}

bool is_secret_name(std::string_view name) {
  return !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
                              std::string_view::npos;
}

std::string read_value(const std::string& name, const NodeView& node, Errors& errors) {
  if (node.is(NodeKind::mapping)) {
    Decoder decode(node, errors, fmt::format("secret `{}`", name));
    const auto value = decode.required<std::string>("value");
    decode.finish();
    if (decode.has("value") && value.size() < Secrets::kShortest) {
      decode.fail("value", fmt::format("secret `{}` is too short to be found again", name),
                  fmt::format("give it {} bytes at least", Secrets::kShortest));
    }
    return value;
  }
  std::string kind;
  if (decode_value(node, errors, kind) && kind != "plain" && kind != "symbols") {
    add_error(errors, node, fmt::format("secret `{}` cannot be made of `{}`", name, kind),
              "write plain, symbols, or { value: TEXT }");
  }
  return generate(kind == "symbols");
}

}  // namespace

std::map<std::string, std::string> decode_secrets(const NodeView& scenario,
                                                  const std::map<std::string, std::string>& brought, Errors& errors) {
  std::map<std::string, std::string> values = brought;
  const auto node = scenario.find("secrets");
  if (!node) {
    return values;
  }
  if (!node->is(NodeKind::mapping) || node->members().empty()) {
    add_error(errors, *node, "`secrets` takes names, and for each what its value is made of", "write NAME: plain");
    return values;
  }
  for (const auto& [name, body] : node->members()) {
    if (!is_secret_name(name)) {
      errors.push_back({.kind = ErrorKind::invalid_file,
                        .message = fmt::format("`{}` is no name for a secret", name),
                        .remedy = "use letters, digits, _ and -",
                        .where = node->key_span(name)});
    }
    values.try_emplace(name, read_value(name, body, errors));
  }
  return values;
}

void require_secrets(const Scenario& scenario, Errors& errors) {
  for (const Step& step : scenario.steps) {
    const auto* shaped = std::get_if<ShapedCheck>(&step.what);
    if (shaped != nullptr && shaped->check.kind == "secrets" && scenario.topology.secrets.empty()) {
      errors.push_back({.kind = ErrorKind::invalid_file,
                        .message = "there are no secrets to look for",
                        .remedy = "declare them under `secrets:` and give them to containers as ${secret.NAME}",
                        .where = step.where});
    }
  }
}

}  // namespace roadworthy
