#pragma once

#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace roadworthy {

/// The first figure in a text that cannot be true of anything measured (`NaN`, `Infinity`, `undefined`, a negative
/// number, a percentage over 100), or nothing.
[[nodiscard]] std::optional<std::string> implausible_figure(const std::string& text);

/// Whether a number below zero is anywhere in a value. -1 as a whole number is how Java's figures say "no limit", and
/// does not count.
[[nodiscard]] bool has_negative_number(const nlohmann::json& value);

}  // namespace roadworthy
