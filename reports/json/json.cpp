#include "reports/json/json.h"

#include <nlohmann/json.hpp>

namespace roadworthy {
namespace {

/// Raised when a field changes its meaning or goes away; not when one is added.
constexpr int kFormatVersion = 1;

}  // namespace

std::string render_json(const RunVerdict& run) {
  nlohmann::json document = run;
  document["format_version"] = kFormatVersion;
  return dump(document, 2) + '\n';
}

}  // namespace roadworthy
