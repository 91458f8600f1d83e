#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"

namespace roadworthy {

/// Whether a naming template such as `/ecs/{namespace}-{container}` uses only the words there are: `namespace`,
/// `family`, `service` and `container`. `usage` error with the words otherwise.
[[nodiscard]] Result<void> check_template(std::string_view text);

/// The template with its words replaced. Words without a value stay as they are.
[[nodiscard]] std::string fill_template(std::string_view text, const std::map<std::string, std::string>& words);

/// What `word` must be so that the template, with the other words filled in, is `name`; nothing when it cannot be.
/// Empty words are refused.
[[nodiscard]] std::optional<std::string> solve_template(std::string_view text, std::string_view word,
                                                        const std::map<std::string, std::string>& others,
                                                        std::string_view name);

}  // namespace roadworthy
