#pragma once

#include <chrono>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace roadworthy {

using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// Points in time anywhere in a document, whatever its fields are called: texts in the form of RFC 3339 (without a zone
/// UTC is meant), and numbers that are seconds or milliseconds since 1970 by their name (`time`, `sampleTs`, `at`) or,
/// at the head of a list of numbers, by their size.
[[nodiscard]] std::vector<WallTime> times_in(const nlohmann::json& document);

}  // namespace roadworthy
