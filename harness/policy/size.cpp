#include "policy/size.h"

#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace roadworthy {
namespace {

struct Unit {
  std::string_view name;
  double bytes;
};

constexpr std::array kUnits{Unit{"GiB", 1024.0 * 1024 * 1024},
                            Unit{"GB", 1e9},
                            Unit{"MiB", 1024.0 * 1024},
                            Unit{"MB", 1e6},
                            Unit{"KiB", 1024},
                            Unit{"kB", 1e3},
                            Unit{"KB", 1e3},
                            Unit{"B", 1}};

}  // namespace

std::optional<std::uint64_t> parse_byte_size(std::string_view text) {
  double number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || !(number > 0)) {
    return std::nullopt;
  }
  std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  while (unit.starts_with(' ')) {
    unit.remove_prefix(1);
  }
  for (const Unit& each : kUnits) {
    const double bytes = number * each.bytes;
    if (unit == each.name && bytes >= 1 && bytes < 1e18) {
      return static_cast<std::uint64_t>(std::llround(bytes));
    }
  }
  return std::nullopt;
}

std::string size_text(std::uint64_t bytes) {
  for (const Unit& each : kUnits) {
    const double number = static_cast<double>(bytes) / each.bytes;
    if (each.bytes > 1 && number >= 0.1 && std::abs(number * 100 - std::round(number * 100)) < 1e-6) {
      return fmt::format("{:g} {}", number, each.name);
    }
  }
  return fmt::format("{} bytes", bytes);
}

}  // namespace roadworthy
