#include "mocks/logstash/deployment.h"

#include <algorithm>

namespace roadworthy::mocks {
namespace {

using enum LogType;

// No two shares are the same, behind the filters either, so that figures of two types can be told apart.
constexpr std::array<LogTypeRow, kLogTypes> kLogTypeRows{{
    {suricata, "suricata", "security", 10},
    {mitm, "mitm", "security", 15},
    {microseg, "microseg", "security", 40},
    {fqdn, "fqdn", "security", 11},
    {cmd, "cmd", "security", 5},
    {gw_net_stats, "gw_net_stats", "networking", 8},
    {gw_sys_stats, "gw_sys_stats", "networking", 7},
    {tunnel_status, "tunnel_status", "networking", 4},
}};

constexpr LogTypeSet kAll = (1U << kLogTypes) - 1;
constexpr LogTypeSet kGatewayStats = set_of(gw_net_stats, gw_sys_stats);
constexpr LogTypeSet kEvents = kAll & ~kGatewayStats;

constexpr std::array kCommonFilters{
    FilterPlugin{"fqdn", "grok", set_of(fqdn)},
    FilterPlugin{"cmd-v1", "grok", set_of(cmd)},
    FilterPlugin{"cmd-set-hostname", "mutate", set_of(cmd)},
    FilterPlugin{"microseg", "grok", set_of(microseg)},
    FilterPlugin{"mitm", "grok", set_of(mitm)},
    FilterPlugin{"mitm-json", "json", set_of(mitm)},
    FilterPlugin{"mitm-timestamp", "date", set_of(mitm)},
    FilterPlugin{"mitm-map-to-microseg", "mutate", set_of(mitm)},
    FilterPlugin{"suricata", "grok", set_of(suricata)},
    FilterPlugin{"suricata-data", "json", set_of(suricata)},
    FilterPlugin{"suricata-stats-drop", "drop", set_of(suricata), 10},
    FilterPlugin{"suricata-process", "ruby", set_of(suricata)},
    FilterPlugin{"gw_net_stats", "grok", set_of(gw_net_stats)},
    FilterPlugin{"gw_sys_stats", "grok", set_of(gw_sys_stats)},
    FilterPlugin{"tunnel_status", "grok", set_of(tunnel_status)},
    FilterPlugin{"cpu-cores-parse", "ruby", set_of(gw_sys_stats)},
    FilterPlugin{"microseg-throttle", "throttle", set_of(microseg)},
    FilterPlugin{"microseg-throttled", "drop", set_of(microseg), 4},
    FilterPlugin{"date-to-timestamp", "date", kAll},
    FilterPlugin{"add-unix-time", "ruby", kAll},
    FilterPlugin{"microseg-field-conversion", "mutate", set_of(microseg)},
};

constexpr std::array kSplunk{
    OutputPlugin{"splunk-suricata", "http", set_of(suricata)},
    OutputPlugin{"splunk-mitm", "http", set_of(mitm)},
    OutputPlugin{"splunk-microseg", "http", set_of(microseg)},
    OutputPlugin{"splunk-fqdn", "http", set_of(fqdn)},
    OutputPlugin{"splunk-cmd", "http", set_of(cmd)},
    OutputPlugin{"splunk-gw-net-stats", "http", set_of(gw_net_stats)},
    OutputPlugin{"splunk-gw-sys-stats", "http", set_of(gw_sys_stats)},
    OutputPlugin{"splunk-tunnel-status", "http", set_of(tunnel_status)},
};

constexpr std::string_view kSentinel = "microsoft-sentinel-log-analytics-logstash-output-plugin";
constexpr std::array kAzure{
    OutputPlugin{"azure-suricata", kSentinel, set_of(suricata)},
    OutputPlugin{"azure-mitm", kSentinel, set_of(mitm)},
    OutputPlugin{"azure-microseg", kSentinel, set_of(microseg)},
    OutputPlugin{"azure-cmd", kSentinel, set_of(cmd)},
    OutputPlugin{"azure-gw-net-stats", kSentinel, set_of(gw_net_stats)},
    OutputPlugin{"azure-gw-sys-stats", kSentinel, set_of(gw_sys_stats)},
    OutputPlugin{"azure-tunnel-status", kSentinel, set_of(tunnel_status)},
};
constexpr std::array kAzureFilters{
    FilterPlugin{"suricata-azure-flatten", "ruby", set_of(suricata)},
    FilterPlugin{"suricata-asim-mapping", "ruby", set_of(suricata)},
    FilterPlugin{"microseg-asim-mapping", "ruby", set_of(microseg)},
    FilterPlugin{"mitm-asim-mapping", "ruby", set_of(mitm)},
};

// The payload builders carry the log type that the shared outputs behind them do not.
constexpr std::array kDynatraceMetricsFilters{
    FilterPlugin{"save-raw-net-rates", "mutate", set_of(gw_net_stats)},
    FilterPlugin{"dynatrace-build-sys-stats-mint", "ruby", set_of(gw_sys_stats)},
    FilterPlugin{"dynatrace-build-net-stats-mint", "ruby", set_of(gw_net_stats)},
};
constexpr std::array kDynatraceLogsFilters{
    FilterPlugin{"dynatrace-build-tunnel-status-log", "ruby", set_of(tunnel_status)},
    FilterPlugin{"dynatrace-build-fqdn-log", "ruby", set_of(fqdn)},
    FilterPlugin{"dynatrace-build-cmd-log", "ruby", set_of(cmd)},
    FilterPlugin{"dynatrace-build-microseg-log", "ruby", set_of(microseg)},
    FilterPlugin{"dynatrace-build-mitm-log", "ruby", set_of(mitm)},
    FilterPlugin{"dynatrace-build-suricata-log", "ruby", set_of(suricata)},
};
constexpr std::array kDynatraceMetrics{OutputPlugin{"dynatrace-metrics", "http", kGatewayStats}};
constexpr std::array kDynatraceLogs{OutputPlugin{"dynatrace-logs", "http", kEvents}};

constexpr std::array kZabbix{
    OutputPlugin{"zabbix-sys-stats", "zabbix", set_of(gw_sys_stats)},
    OutputPlugin{"zabbix-net-stats", "zabbix", set_of(gw_net_stats)},
};
constexpr std::array kZabbixFilters{
    FilterPlugin{"zabbix-build-sys-stats-json", "ruby", set_of(gw_sys_stats)},
    FilterPlugin{"zabbix-build-net-stats-json", "ruby", set_of(gw_net_stats)},
};

constexpr std::array kWebhook{
    OutputPlugin{"webhook-suricata", "http", set_of(suricata)},
    OutputPlugin{"webhook-mitm", "http", set_of(mitm)},
    OutputPlugin{"webhook-microseg", "http", set_of(microseg)},
    OutputPlugin{"webhook-fqdn", "http", set_of(fqdn)},
    OutputPlugin{"webhook-cmd", "http", set_of(cmd)},
    OutputPlugin{"webhook-gw-net-stats", "http", set_of(gw_net_stats)},
    OutputPlugin{"webhook-gw-sys-stats", "http", set_of(gw_sys_stats)},
    OutputPlugin{"webhook-tunnel-status", "http", set_of(tunnel_status)},
};

constexpr LogTypeSet kSecurity = set_of(suricata, mitm, microseg, fqdn, cmd);
constexpr std::array kElasticsearch{
    OutputPlugin{"elasticsearch-security", "elasticsearch", kSecurity},
    OutputPlugin{"elasticsearch-networking", "elasticsearch", kAll & ~kSecurity},
};
constexpr std::array kOpensearch{OutputPlugin{"opensearch-all", "opensearch", kAll}};
constexpr std::array kSyslog{
    OutputPlugin{"syslog-security", "syslog", kSecurity},
    OutputPlugin{"syslog-networking", "syslog", kAll & ~kSecurity},
};
constexpr std::array kS3{OutputPlugin{"s3-archive", "s3", kAll}};

constexpr std::span<const FilterPlugin> kNone;

// dynatrace is both of its halves; `targets_of_environment` puts them together.
constexpr std::array kTargets{
    Target{"splunk-hec", "SPLUNK_ADDRESS", kNone, kSplunk},
    Target{"azure-log-ingestion", "data_collection_endpoint", kAzureFilters, kAzure},
    Target{"dynatrace-metrics", "DT_METRICS_URL", kDynatraceMetricsFilters, kDynatraceMetrics},
    Target{"dynatrace-logs", "DT_LOGS_URL", kDynatraceLogsFilters, kDynatraceLogs},
    Target{"zabbix", "ZABBIX_SERVER", kZabbixFilters, kZabbix},
    Target{"webhook", "WEBHOOK_URL", kNone, kWebhook},
    Target{"elasticsearch", "", kNone, kElasticsearch},
    Target{"opensearch", "", kNone, kOpensearch},
    Target{"syslog", "", kNone, kSyslog},
    Target{"s3", "", kNone, kS3},
};

}  // namespace

std::span<const LogTypeRow, kLogTypes> log_types() {
  return kLogTypeRows;
}

std::span<const Target> targets() {
  return kTargets;
}

const Target* find_target(std::string_view name) {
  const auto* const found = std::ranges::find(kTargets, name, &Target::name);
  return found == kTargets.end() ? nullptr : found;
}

std::vector<const Target*> targets_of_environment(
    const std::function<std::optional<std::string>(std::string_view)>& variable) {
  std::vector<const Target*> found;
  for (const Target& target : kTargets) {
    if (!target.variable.empty() && !variable(target.variable).value_or("").empty()) {
      found.push_back(&target);
    }
  }
  if (found.empty()) {
    found.push_back(find_target("splunk-hec"));
  }
  return found;
}

std::span<const FilterPlugin> common_filters() {
  return kCommonFilters;
}

LogTypeSet types_of_profile(std::string_view profile) {
  LogTypeSet set = 0;
  for (const LogTypeRow& row : kLogTypeRows) {
    if (profile == "all" || profile == row.profile) {
      set |= set_of(row.type);
    }
  }
  return set;
}

}  // namespace roadworthy::mocks
