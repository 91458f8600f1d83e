#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace roadworthy::mocks {

/// Kinds of log that gateways and controllers send, as the log integration's pipeline tags them.
enum class LogType { suricata, mitm, microseg, fqdn, cmd, gw_net_stats, gw_sys_stats, tunnel_status };
inline constexpr std::size_t kLogTypes = 8;

struct LogTypeRow {
  LogType type;
  std::string_view tag;
  std::string_view profile;  ///< The LOG_PROFILE, beside `all`, that forwards it.
  std::uint32_t percent;     ///< Share of the events that come in; the table adds up to 100.
};
[[nodiscard]] std::span<const LogTypeRow, kLogTypes> log_types();

/// A set of log types.
using LogTypeSet = std::uint32_t;
template <typename... Types>
[[nodiscard]] constexpr LogTypeSet set_of(Types... types) {
  return (0U | ... | (1U << static_cast<unsigned>(types)));
}
[[nodiscard]] constexpr bool contains(LogTypeSet set, LogType type) {
  return (set & set_of(type)) != 0;
}

struct FilterPlugin {
  std::string_view id;             ///< As `/_node/stats` names it.
  std::string_view kind;           ///< grok, mutate, ruby, ...
  LogTypeSet types;                ///< Events that pass through it.
  std::uint32_t drops_one_in = 0;  ///< Of `drop`: it receives, and drops, every n-th event of those types.
};

struct OutputPlugin {
  std::string_view id;
  std::string_view kind;  ///< http, elasticsearch, ...
  LogTypeSet types;       ///< Events that it sends; more than one type where the output is shared.
};

/// Where a deployment sends its logs: what the pipeline has for it.
struct Target {
  std::string_view name;
  std::string_view variable;              ///< The environment variable that such a deployment sets; empty: none tells.
  std::span<const FilterPlugin> filters;  ///< Beside the ones that every target has.
  std::span<const OutputPlugin> outputs;
};

/// Every target, deployed or common elsewhere. A new one is a row in deployment.cpp.
[[nodiscard]] std::span<const Target> targets();
[[nodiscard]] const Target* find_target(std::string_view name);

/// The targets that a deployment's environment names (`SPLUNK_ADDRESS`, `DT_LOGS_URL`, ...); splunk-hec when none does.
[[nodiscard]] std::vector<const Target*> targets_of_environment(
    const std::function<std::optional<std::string>(std::string_view)>& variable);

/// Filters that every pipeline of the log integration has, in order; the target's own follow.
[[nodiscard]] std::span<const FilterPlugin> common_filters();

/// Types that LOG_PROFILE `all`, `security` or `networking` forwards; nothing for another word, as in the pipeline.
[[nodiscard]] LogTypeSet types_of_profile(std::string_view profile);

}  // namespace roadworthy::mocks
