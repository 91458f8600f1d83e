#pragma once

#include <string_view>

#include <gtest/gtest.h>

namespace roadworthy {

/// Compares with the approved text in `path`, which counts from the folder `reports`. With ROADWORTHY_APPROVE=1 in the
/// environment it writes the text there instead.
[[nodiscard]] testing::AssertionResult matches_golden(std::string_view text, std::string_view path);

}  // namespace roadworthy
