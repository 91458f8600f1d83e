#include "document/scalar.h"

#include <algorithm>
#include <array>

namespace roadworthy {
namespace {

using namespace std::string_view_literals;

constexpr std::array kNulls{""sv, "~"sv, "null"sv, "Null"sv, "NULL"sv};
constexpr std::array kBooleans{"true"sv, "True"sv, "TRUE"sv, "false"sv, "False"sv, "FALSE"sv};
constexpr std::array kInfinities{".inf"sv, ".Inf"sv, ".INF"sv};
constexpr std::array kNotNumbers{".nan"sv, ".NaN"sv, ".NAN"sv};

constexpr auto kDecimal = "0123456789"sv;

template <std::size_t count>
bool is_one_of(std::string_view text, const std::array<std::string_view, count>& words) {
  return std::ranges::find(words, text) != words.end();
}

bool consists_of(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

std::string_view without_sign(std::string_view text) {
  return text.starts_with('-') || text.starts_with('+') ? text.substr(1) : text;
}

/// Removes the digits that `text` begins with; whether there were any.
bool take_digits(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_not_of(kDecimal), text.size());
  text.remove_prefix(end);
  return end > 0;
}

/// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
bool is_real(std::string_view text) {
  text = without_sign(text);
  const bool whole = take_digits(text);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    const bool fraction = take_digits(text);
    if (!whole && !fraction) {
      return false;
    }
  } else if (!whole) {
    return false;
  }
  return text.empty() || ((text[0] == 'e' || text[0] == 'E') && consists_of(without_sign(text.substr(1)), kDecimal));
}

bool is_integer(std::string_view text) {
  if (text.starts_with("0x")) {
    return consists_of(text.substr(2), "0123456789abcdefABCDEF");
  }
  if (text.starts_with("0o")) {
    return consists_of(text.substr(2), "01234567");
  }
  return consists_of(without_sign(text), kDecimal);
}

}  // namespace

NodeKind kind_of_plain(std::string_view text) {
  if (is_one_of(text, kNulls)) {
    return NodeKind::null;
  }
  if (is_one_of(text, kBooleans)) {
    return NodeKind::boolean;
  }
  if (is_integer(text)) {
    return NodeKind::integer;
  }
  if (is_real(text) || is_one_of(without_sign(text), kInfinities) || is_one_of(text, kNotNumbers)) {
    return NodeKind::real;
  }
  return NodeKind::string;
}

}  // namespace roadworthy
