#pragma once

#include <functional>

#include <nlohmann/json.hpp>

#include "reports/common/text_sink.h"

namespace roadworthy::report {

/// Adds one element to the list.
using AddElement = std::function<void(const nlohmann::json& element)>;

/// Writes `document`, indented by two, with one long list in it that nobody has to hold as a whole: the value at
/// `place` becomes an array of the elements that `fill` adds.
void write_with_list(nlohmann::json document, const nlohmann::json::json_pointer& place, const TextSink& out,
                     const std::function<void(const AddElement& add)>& fill);

}  // namespace roadworthy::report
