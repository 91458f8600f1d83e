#pragma once

#include <memory>

#include <re2/re2.h>

#include "document/decoder.h"

namespace roadworthy {

/// A regular expression that somebody wrote. RE2, so that no pattern takes more than linear time. A mistake in it goes
/// to `errors`, and nothing is returned.
[[nodiscard]] std::shared_ptr<const RE2> parse_pattern(const NodeView& node, Errors& errors);

}  // namespace roadworthy
