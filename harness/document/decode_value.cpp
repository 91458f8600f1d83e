#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "document/decoder.h"
#include "document/scalar.h"

namespace roadworthy {
namespace {

constexpr std::size_t kLongestQuote = 40;

/// A value as messages speak of it: its kind, and what it is where that helps.
std::string seen(const NodeView& node) {
  if (!node.is(NodeKind::string)) {
    return std::string(describe(node.kind()));
  }
  const std::string& text = node.text();
  if (text.empty()) {
    return "an empty text";
  }
  return text.size() > kLongestQuote ? fmt::format("the text `{}...`", text.substr(0, kLongestQuote))
                                     : fmt::format("the text `{}`", text);
}

bool refuse(const NodeView& node, Errors& errors, std::string_view wanted, std::string remedy = {}) {
  add_error(errors, node, fmt::format("{} must be {}, not {}", node.name(), wanted, seen(node)), std::move(remedy));
  return false;
}

/// Numbers and booleans in quotes are a frequent mistake; whoever makes it is told so.
std::string unquote_remedy(const NodeView& node, NodeKind wanted) {
  if (!node.node().quoted) {
    return {};
  }
  const NodeKind kind = kind_of_plain(node.text());
  const bool would_do = kind == wanted || (kind == NodeKind::integer && wanted == NodeKind::real);
  return would_do ? "take the quotes away" : std::string();
}

/// The number that an integer of the core schema or of JSON stands for; nothing when it is too large.
std::optional<std::int64_t> read_integer(std::string_view text) {
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0o")) {
    base = text[1] == 'x' ? 16 : 8;
    text.remove_prefix(2);
  } else if (text.starts_with('+')) {
    text.remove_prefix(1);
  }
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// `0755` is 755 in YAML 1.2 and 493 in YAML 1.1 and in C: whoever wrote it may have meant either.
bool has_leading_zero(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) {
    text.remove_prefix(1);
  }
  return text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9';
}

bool decode_integer(const NodeView& node, Errors& errors, std::int64_t lowest, std::int64_t highest,
                    std::int64_t& value) {
  if (!node.is(NodeKind::integer)) {
    return refuse(node, errors, "a whole number", unquote_remedy(node, NodeKind::integer));
  }
  if (has_leading_zero(node.text())) {
    add_error(errors, node,
              fmt::format("{} must not begin with a zero: some read `{}` as octal", node.name(), node.text()),
              "leave the zero out, or write 0o before an octal number");
    return false;
  }
  const auto number = read_integer(node.text());
  if (!number || *number < lowest || *number > highest) {
    add_error(errors, node,
              fmt::format("{} must be between {} and {}, not {}", node.name(), lowest, highest, node.text()));
    return false;
  }
  value = *number;
  return true;
}

}  // namespace

bool decode_value(const NodeView& node, Errors& errors, std::string& value) {
  if (!node.is_scalar() || node.is(NodeKind::null)) {
    return refuse(node, errors, "a text", node.is(NodeKind::null) ? "write \"\" for an empty text" : std::string());
  }
  if (node.text().find('\0') != std::string::npos) {
    add_error(errors, node, fmt::format("{} must not hold the character U+0000", node.name()));
    return false;
  }
  value = node.text();
  return true;
}

bool decode_value(const NodeView& node, Errors& errors, bool& value) {
  if (!node.is(NodeKind::boolean)) {
    return refuse(node, errors, "true or false", unquote_remedy(node, NodeKind::boolean));
  }
  value = node.text().starts_with('t') || node.text().starts_with('T');
  return true;
}

bool decode_value(const NodeView& node, Errors& errors, std::int64_t& value) {
  return decode_integer(node, errors, std::numeric_limits<std::int64_t>::min(),
                        std::numeric_limits<std::int64_t>::max(), value);
}

bool decode_value(const NodeView& node, Errors& errors, std::uint32_t& value) {
  std::int64_t number = 0;
  if (!decode_integer(node, errors, 0, std::numeric_limits<std::uint32_t>::max(), number)) {
    return false;
  }
  value = static_cast<std::uint32_t>(number);
  return true;
}

bool decode_value(const NodeView& node, Errors& errors, double& value) {
  if (node.is(NodeKind::integer)) {
    std::int64_t number = 0;
    if (has_leading_zero(node.text()) || read_integer(node.text())) {
      const bool good = decode_value(node, errors, number);
      value = good ? static_cast<double>(number) : value;
      return good;
    }
  } else if (!node.is(NodeKind::real)) {
    return refuse(node, errors, "a number", unquote_remedy(node, NodeKind::real));
  }
  std::string_view text = node.text();
  text.remove_prefix(text.starts_with('+') ? 1 : 0);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    add_error(errors, node, fmt::format("{} must be a number that fits a double, not {}", node.name(), node.text()));
    return false;
  }
  value = number;
  return true;
}

bool decode_value(const NodeView& node, Errors& errors, Duration& value) {
  if (node.is(NodeKind::integer) || node.is(NodeKind::real)) {
    return refuse(node, errors, "a duration such as 45s", "add a unit (ms, s, min, h)");
  }
  if (!node.is(NodeKind::string)) {
    return refuse(node, errors, "a duration such as 45s");
  }
  const Result<Duration> duration = parse_duration(node.text());
  if (!duration) {
    add_error(errors, node, fmt::format("{}: {}", node.name(), duration.error().message), duration.error().remedy);
    return false;
  }
  value = *duration;
  return true;
}

namespace detail {

bool expect_kind(const NodeView& node, Errors& errors, NodeKind kind) {
  return node.is(kind) || refuse(node, errors, describe(kind));
}

}  // namespace detail
}  // namespace roadworthy
