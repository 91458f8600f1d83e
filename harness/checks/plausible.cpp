#include "checks/plausible.h"

#include <algorithm>
#include <cstdlib>

#include <nlohmann/json.hpp>
#include <re2/re2.h>

namespace roadworthy {

std::optional<std::string> implausible_figure(const std::string& text) {
  // A hyphen counts as a sign only where a number can begin: `last-5-minutes` and `2026-01-02` hold none.
  static const RE2 kNever(R"((?i)\b(nan|infinity|undefined|null)\b|(?:^|[\s(=:<>\[{"'])(-\d+(?:[.,]\d+)*))");
  static const RE2 kPercentage(R"((\d+(?:[.,]\d+)?)\s*(?:%|percent\b))");
  std::string word;
  std::string negative;
  if (RE2::PartialMatch(text, kNever, &word, &negative)) {
    return word.empty() ? negative : word;
  }
  re2::StringPiece rest(text);
  std::string figure;
  while (RE2::FindAndConsume(&rest, kPercentage, &figure)) {
    std::string number = figure;
    std::ranges::replace(number, ',', '.');
    if (std::strtod(number.c_str(), nullptr) > 100.0) {
      return figure + "%";
    }
  }
  return std::nullopt;
}

bool has_negative_number(const nlohmann::json& value) {
  if (value.is_number()) {
    return value.get<double>() < 0 && !(value.is_number_integer() && value.get<std::int64_t>() == -1);
  }
  return value.is_structured() && std::ranges::any_of(value, has_negative_number);
}

}  // namespace roadworthy
