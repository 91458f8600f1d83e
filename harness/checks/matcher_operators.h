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

}  // namespace roadworthy
