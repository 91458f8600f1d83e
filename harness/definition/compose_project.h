#pragma once

#include <memory>

#include "definition/compose.h"
#include "definition/format.h"

namespace roadworthy {

/// Loads the files, what they include and what their services extend. Errors: files that cannot be read.
[[nodiscard]] std::expected<std::unique_ptr<ComposeProject>, Errors> load_compose_project(
    const std::vector<Input>& inputs, const ImportOptions& options);

}  // namespace roadworthy
