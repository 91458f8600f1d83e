#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace roadworthy {

/// The number behind `SIGKILL` or `KILL`; nothing for an unknown name.
[[nodiscard]] std::optional<int> signal_number(std::string_view name);

/// `SIGKILL`; `signal 40` for one without a name.
[[nodiscard]] std::string signal_name(int number);

}  // namespace roadworthy
