#pragma once

#include <expected>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace roadworthy {

/// Parses JSON that a subject sent: at most 200 levels deep. The error is what was seen instead, in words.
[[nodiscard]] std::expected<nlohmann::json, std::string> parse_bounded_json(const std::string& text);

}  // namespace roadworthy
