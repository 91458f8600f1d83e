#pragma once

#include <string_view>

namespace roadworthy {

/// The JSON Schema (draft 2020-12) of scenario files, `scenario.schema.json`, for editors.
[[nodiscard]] std::string_view scenario_schema();

/// The same of subjects' profiles, `profile.schema.json`.
[[nodiscard]] std::string_view profile_schema();

}  // namespace roadworthy
