#pragma once

#include <string_view>

namespace roadworthy {

/// Whether every address of `inner` (CIDR of either family; an address alone is its own range) lies in `outer`. False
/// where one of them is no range.
[[nodiscard]] bool range_within(std::string_view inner, std::string_view outer);

}  // namespace roadworthy
