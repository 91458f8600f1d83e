#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace roadworthy {

/// Whether a scalar is anywhere in a document: a number by its value (or written as a text), a text within a text.
[[nodiscard]] bool holds_value(const nlohmann::json& document, const nlohmann::json& value);

/// Whether a number from `lowest` to `highest` is anywhere in a document.
[[nodiscard]] bool holds_number(const nlohmann::json& document, double lowest, double highest);

/// Whether two names are one but for case and punctuation: `gw_net_stats`, `GW-Net-Stats`.
[[nodiscard]] bool same_plain_name(std::string_view one, std::string_view other);

/// Whether a text is anywhere in a document, as a whole value.
[[nodiscard]] bool holds_text(const nlohmann::json& document, std::string_view text);

/// The parts of a document that are about something of that name: what a member so called holds, and mappings with a
/// member that says it (`{ "type": "gw-net-stats" }`). Case and punctuation do not count. They may lie in each other.
[[nodiscard]] std::vector<const nlohmann::json*> parts_named(const nlohmann::json& document, std::string_view name);

}  // namespace roadworthy
