#pragma once

#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/check.h"

namespace roadworthy {

/// Figures of a breakdown by log type that are another type's, or are counted twice, though the right one may be
/// elsewhere. `reported` is what a Logstash stand-in says that its pipelines did.
///
/// What a field means is told by the subject itself: where it has one and the same figure (what came in, passed the
/// filters, was sent) under more than half of the types and under no fewer than three, that is what it counts. A type
/// that has something else there is wrong only if that number is another type's figure, or a sum of two of either's:
/// whatever else a field may say stays the subject's own business, and so does a type of which not everything was
/// delivered.
[[nodiscard]] std::vector<Mismatch> misplaced_figures(const nlohmann::json& body, const nlohmann::json& reported);

}  // namespace roadworthy
