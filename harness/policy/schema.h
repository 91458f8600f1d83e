#pragma once

#include <string_view>

namespace roadworthy {

/// The JSON Schema (draft 2020-12) of policy files, `policy.schema.json`, for editors.
[[nodiscard]] std::string_view policy_schema();

}  // namespace roadworthy
