#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "document/decoder.h"

namespace roadworthy {

/// One expectation of a value. The value is nullptr where there is none.
struct Predicate {
  std::string expected;  ///< `is 200`, `is not empty`, `matches /heap/`
  std::function<bool(const nlohmann::json* value)> holds;
};

/// Everything that is expected of one value; all of it must hold.
struct Matcher {
  std::vector<Predicate> predicates;
  [[nodiscard]] std::string describe() const;
  /// What does not hold, `is X and is Y`; nothing when all of it does.
  [[nodiscard]] std::optional<std::string> mismatch(const nlohmann::json* value) const;
};

/// A scalar or a list means "equals". A mapping names operators (the table is in matcher_operators.cpp): equals, not,
/// one_of, exists, empty, not_empty, type, contains, matches, mentions, length, at_least, at_most, above, below, each,
/// any, plausible_figures.
[[nodiscard]] Matcher parse_matcher(const NodeView& node, Errors& errors);

/// The value as one line of at most 200 bytes, for `seen`.
[[nodiscard]] std::string describe_value(const nlohmann::json* value);

}  // namespace roadworthy
