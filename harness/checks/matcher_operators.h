#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "checks/matcher.h"

namespace roadworthy {

/// A row of the table in matcher_operators.cpp.
struct MatcherOperator {
  std::string_view name;
  std::string_view summary;
  std::optional<Predicate> (*parse)(const NodeView& argument, Errors& errors);
};

[[nodiscard]] const MatcherOperator* find_operator(std::string_view name);
[[nodiscard]] std::vector<std::string> operator_names();

[[nodiscard]] Predicate equals(const nlohmann::json& wanted);

/// The first figure in a text that cannot be true of anything measured (`NaN`, `Infinity`, `undefined`, a negative
/// number, a percentage over 100), or nothing.
[[nodiscard]] std::optional<std::string> implausible_figure(const std::string& text);

}  // namespace roadworthy
