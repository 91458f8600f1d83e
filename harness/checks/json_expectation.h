#pragma once

#include <string>
#include <utility>
#include <vector>

#include "checks/matcher.h"
#include "core/check.h"

namespace roadworthy {

/// Matchers for places of a JSON document, by JSON Pointer (RFC 6901).
using JsonExpectation = std::vector<std::pair<std::string, Matcher>>;

/// Reads a mapping of pointers to matchers; mistakes go to `errors`.
[[nodiscard]] JsonExpectation parse_json_expectation(const NodeView& node, Errors& errors);

/// Everything that is not as expected.
[[nodiscard]] std::vector<Mismatch> compare_json(const JsonExpectation& expectation, const nlohmann::json& document);

[[nodiscard]] std::string describe_json(const JsonExpectation& expectation);

}  // namespace roadworthy
