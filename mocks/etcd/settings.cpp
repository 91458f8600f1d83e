#include "mocks/etcd/settings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "core/duration.h"

namespace roadworthy::mocks::etcd {
namespace {

constexpr std::uint16_t kPort = 2379;

/// What etcd takes and a stand-in has no use for.
constexpr std::array kSkipped{"listen-peer-urls",
                              "initial-advertise-peer-urls",
                              "initial-cluster",
                              "initial-cluster-state",
                              "initial-cluster-token",
                              "snapshot-count",
                              "heartbeat-interval",
                              "election-timeout",
                              "quota-backend-bytes",
                              "auto-compaction-retention",
                              "auto-compaction-mode",
                              "log-level",
                              "logger",
                              "log-outputs",
                              "cors",
                              "host-whitelist",
                              "max-snapshots",
                              "max-wals",
                              "wal-dir",
                              "metrics",
                              "listen-metrics-urls",
                              "discovery",
                              "discovery-srv",
                              "grpc-keepalive-min-time",
                              "grpc-keepalive-interval",
                              "grpc-keepalive-timeout",
                              "max-concurrent-streams",
                              "strict-reconfig-check",
                              "unsafe-no-fsync",
                              "enable-grpc-gateway",
                              "enable-v2",
                              "pre-vote",
                              "enable-pprof",
                              "client-cert-auth",
                              "peer-client-cert-auth",
                              "force-new-cluster",
                              "proxy"};

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t comma = std::min(text.find(',', begin), text.size());
    if (comma > begin) {
      parts.push_back(text.substr(begin, comma - begin));
    }
    begin = comma + 1;
  }
  return parts;
}

/// `http://0.0.0.0:2379`, `127.0.0.1:0`, `localhost`
Result<ListenAddress> parse_address(std::string text) {
  const std::string whole = text;
  if (text.starts_with("https://") || text.starts_with("unix")) {
    return fail(ErrorKind::usage, fmt::format("{}: the stand-in listens on http:// alone", whole));
  }
  if (text.starts_with("http://")) {
    text.erase(0, 7);
  }
  ListenAddress address{.host = text, .first_port = kPort, .last_port = kPort};
  const std::size_t colon = text.rfind(':');
  if (colon != text.npos && (text.front() != '[' || text[colon - 1] == ']')) {
    address.host = text.substr(0, colon);
    const auto read = std::from_chars(text.data() + colon + 1, text.data() + text.size(), address.first_port);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) {
      return fail(ErrorKind::usage, fmt::format("{} names no port from 0 to 65535", whole));
    }
    address.last_port = address.first_port;
  }
  if (address.host.starts_with('[') && address.host.ends_with(']')) {
    address.host = address.host.substr(1, address.host.size() - 2);
  }
  if (address.host.empty()) {
    address.host = "0.0.0.0";
  }
  return address;
}

/// `--listen-client-urls` -> `ETCD_LISTEN_CLIENT_URLS`
std::string variable_of(std::string flag) {
  std::ranges::transform(flag, flag.begin(),
                         [](char c) { return c == '-' ? '_' : static_cast<char>(std::toupper(c)); });
  return "ETCD_" + flag;
}

}  // namespace

Result<Settings> parse_command_line(std::vector<std::string> arguments,
                                    const std::function<std::optional<std::string>(std::string_view)>& environment) {
  if (!arguments.empty() && (arguments.front() == "etcd" || arguments.front().ends_with("/etcd"))) {
    arguments.erase(arguments.begin());
  }
  // As in Go, one dash is as good as two.
  for (std::string& argument : arguments) {
    if (argument.size() > 2 && argument[0] == '-' && argument[1] != '-') {
      argument.insert(0, "-");
    }
  }
  Settings settings;
  std::vector<std::string> listen;
  std::string client_urls;
  std::string advertised;
  std::string progress;
  std::uint64_t token_seconds = 300;
  std::string skipped;
  CLI::App app("A stand-in for etcd 3.5: its v3 API over gRPC and JSON on one port", "etcd");
  app.add_flag("--control", settings.control, "take commands on standard input");
  app.add_option("--listen", listen, "HOST:PORT; repeated, each is an endpoint and member of its own");
  app.add_flag("--version", settings.print_version, "print the version that is stood in for");
  const auto option = [&](const std::string& flag, auto& value, const std::string& help) {
    auto* const added = app.add_option("--" + flag, value, help);
    if (const auto set = environment(variable_of(flag))) {
      added->default_str(*set)->force_callback();
    }
  };
  option("name", settings.name, "of the member");
  option("listen-client-urls", client_urls, "http://HOST:PORT,..: each is an endpoint and member of its own");
  option("advertise-client-urls", advertised, "what the member list says");
  option("data-dir", settings.data_folder, "keep everything there across starts; without it nothing is kept");
  option("max-request-bytes", settings.limits.request_bytes, "of a request [1572864]");
  option("max-txn-ops", settings.limits.operations, "of a transaction [128]");
  option("bcrypt-cost", settings.limits.bcrypt_cost, "of a password, 4 to 31 [4]");
  option("auth-token-ttl", token_seconds, "seconds that a token lives unused [300]");
  option("experimental-watch-progress-notify-interval", progress, "such as 10s [10m]");
  std::string token_kind;
  option("auth-token", token_kind, "simple");
  for (const char* const flag : kSkipped) {
    app.add_option(fmt::format("--{}", flag), skipped)->expected(0, 1)->group("");
  }
  try {
    std::ranges::reverse(arguments);
    app.parse(arguments);
  } catch (const CLI::CallForHelp&) {
    return fail(ErrorKind::usage, "", app.help());
  } catch (const CLI::ParseError& error) {
    return fail(ErrorKind::usage, error.what());
  }
  if (!progress.empty()) {
    const auto duration = parse_duration(progress);
    if (!duration) {
      return std::unexpected(duration.error());
    }
    settings.limits.progress_every = *duration;
  }
  if (settings.limits.bcrypt_cost < 4 || settings.limits.bcrypt_cost > 31) {
    return fail(ErrorKind::usage, "--bcrypt-cost is from 4 to 31");
  }
  if (!token_kind.empty() && !token_kind.starts_with("simple")) {
    return fail(ErrorKind::usage, fmt::format("--auth-token {}: the stand-in gives simple tokens alone", token_kind));
  }
  settings.token_life = std::chrono::seconds(token_seconds);
  settings.advertised = split(advertised);
  if (listen.empty()) {
    listen = client_urls.empty() ? std::vector<std::string>{"0.0.0.0:2379"} : split(client_urls);
  }
  for (const std::string& each : listen) {
    auto address = parse_address(each);
    if (!address) {
      return std::unexpected(address.error());
    }
    settings.listen.push_back(std::move(*address));
  }
  return settings;
}

}  // namespace roadworthy::mocks::etcd
