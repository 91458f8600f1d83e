#pragma once

#include "reports/console/console.h"

namespace roadworthy {

/// Colours and a terminal's width only where the descriptor is a terminal; no colours with NO_COLOR.
[[nodiscard]] ConsoleStyle console_style(int fd);

}  // namespace roadworthy
