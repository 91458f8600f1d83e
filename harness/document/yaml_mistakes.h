#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "document/source_text.h"

namespace roadworthy {

/// What yaml-cpp says of a text that it cannot read, in words for whoever wrote it. `offset` is where it stopped,
/// `bracket` where the innermost bracket opens that is not closed by then.
[[nodiscard]] Error explain_yaml_mistake(const SourceText& source, std::size_t offset, std::string_view message,
                                         std::optional<std::size_t> bracket);

}  // namespace roadworthy
