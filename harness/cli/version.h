#pragma once

#include <string_view>

namespace roadworthy {

/// Of the program, such as `0.1.0`.
[[nodiscard]] std::string_view version();

}  // namespace roadworthy
