#pragma once

#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/check.h"

namespace roadworthy {

/// Holds a breakdown by log type against what a Logstash stand-in says that its pipelines did (`log_types` and
/// `outputs` of its `model` command). Names of fields are nobody's contract, so figures are sought by value within the
/// parts of the body that are about a type:
///
/// - what filters dropped of a type, and what each output of its own sent, is there;
/// - the plugin of one type is under no other;
/// - an output that several types share is either divided among them, or counted as a whole outside of all of them, and
///   so are its failures;
/// - what is counted under most types is not exchanged or counted twice under another (misplaced_figures.h).
///
/// Outputs of the same types, such as those of two pipelines, may be told one by one or as a sum.
[[nodiscard]] std::vector<Mismatch> compare_log_types(const nlohmann::json& body, const nlohmann::json& reported);

}  // namespace roadworthy
