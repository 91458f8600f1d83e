#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace roadworthy::mocks {

/// A Logstash version. Where the API differs between versions, one of the functions below says from which on.
struct LogstashVersion {
  int major = 8;
  int minor = 16;
  int patch = 2;
  auto operator<=>(const LogstashVersion&) const = default;

  [[nodiscard]] std::string text() const;
  [[nodiscard]] constexpr bool has_flow() const { return *this >= LogstashVersion{8, 5, 0}; }
  [[nodiscard]] constexpr bool has_worker_utilization() const { return *this >= LogstashVersion{8, 10, 0}; }
  [[nodiscard]] constexpr bool has_health_report() const { return *this >= LogstashVersion{8, 16, 0}; }
  [[nodiscard]] constexpr bool has_pipeline_settings_in_stats() const { return *this >= LogstashVersion{8, 18, 0}; }
  [[nodiscard]] constexpr bool tells_tls_in_log() const { return major >= 8; }
};

/// `8.16.2` or `7.17.29`; other major versions than 7 and 8 are not known.
[[nodiscard]] std::optional<LogstashVersion> parse_version(std::string_view text);

}  // namespace roadworthy::mocks
