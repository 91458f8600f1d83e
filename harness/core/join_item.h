#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "core/verdict.h"

namespace roadworthy {

/// Joins an item's verdict with those that are there: of two verdicts the one that stands later in `order` stays. What
/// `order` does not name gives way to all that it names, and replaces nothing.
void join_item(std::map<std::string, ItemVerdict>& items, std::string_view item, ItemVerdict verdict,
               std::span<const ItemVerdict> order);

}  // namespace roadworthy
