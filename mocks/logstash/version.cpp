#include "mocks/logstash/version.h"

#include <array>
#include <charconv>

#include <fmt/format.h>

namespace roadworthy::mocks {

std::string LogstashVersion::text() const {
  return fmt::format("{}.{}.{}", major, minor, patch);
}

std::optional<LogstashVersion> parse_version(std::string_view text) {
  std::array<int, 3> parts{};
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto [next, error] = std::from_chars(at, end, parts[i]);
    const bool last = i + 1 == parts.size();
    if (error != std::errc{} || (last ? next != end : next == end || *next != '.')) {
      return std::nullopt;
    }
    at = last ? next : next + 1;
  }
  const LogstashVersion version{parts[0], parts[1], parts[2]};
  const bool known = (version.major == 7 || version.major == 8) && version.minor >= 0 && version.patch >= 0;
  return known ? std::optional(version) : std::nullopt;
}

}  // namespace roadworthy::mocks
