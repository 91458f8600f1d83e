#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/error.h"
#include "document/source_text.h"

namespace roadworthy {

/// What yaml-cpp says of a text that it cannot read, in words for whoever wrote it. `offset` is where it stopped.
[[nodiscard]] Error explain_yaml_mistake(const SourceText& source, std::size_t offset, std::string_view message);

}  // namespace roadworthy
