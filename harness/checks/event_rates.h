#pragma once

#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace roadworthy {

/// The first number above `most` that says by its name that it is a rate of events, as `/rates/in is 5000`; nothing
/// where there is none. Names are nobody's contract: `in_per_second`, `rates.output` and `eventsPerSec` are known, and
/// a rate that is called otherwise, or is of bytes, time or a setting, is passed over.
[[nodiscard]] std::optional<std::string> event_rate_above(const nlohmann::json& document, double most);

}  // namespace roadworthy
