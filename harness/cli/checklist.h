#pragma once

#include <string>
#include <vector>

#include "core/error.h"

namespace roadworthy {

/// A numbered statement that a deployment can show.
struct ChecklistItem {
  std::string id;
  std::string system;
  std::string statement;
  std::string from;
  std::vector<std::string> shown_by;  ///< `static`, `live`
  bool planned = false;
};

/// Reads `scenarios/checklist.yaml` of the data folder.
[[nodiscard]] std::expected<std::vector<ChecklistItem>, Errors> read_checklist();

}  // namespace roadworthy
