#include "scenario/engine_values.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <re2/re2.h>

namespace roadworthy {
namespace {

constexpr std::string_view kGateway = "host-gateway";
constexpr std::array<std::string_view, 15> kUlimits{"core",    "cpu",      "data",   "fsize",      "locks",
                                                    "memlock", "msgqueue", "nice",   "nofile",     "nproc",
                                                    "rss",     "rtprio",   "rttime", "sigpending", "stack"};

/// -1: none.
std::int64_t decode_limit(const NodeView& node, Errors& errors) {
  std::int64_t limit = 0;
  if (decode_value(node, errors, limit) && limit < -1) {
    add_error(errors, node, fmt::format("{} is no limit", limit), "write a number from 0, or -1 for no limit");
  }
  return limit;
}

/// The Engine's form of one: `NAME:ADDRESS`.
void add_host(const NodeView& node, std::string name, std::string address, Errors& errors, EngineSettings& settings) {
  if (address.starts_with('[') && address.ends_with(']')) {
    address = address.substr(1, address.size() - 2);
  }
  std::array<unsigned char, sizeof(in6_addr)> ignored{};
  const bool good = address == kGateway || ::inet_pton(AF_INET, address.c_str(), ignored.data()) == 1 ||
                    ::inet_pton(AF_INET6, address.c_str(), ignored.data()) == 1;
  if (!RE2::FullMatch(name, "[A-Za-z0-9_.-]+") || !good) {
    add_error(errors, node, fmt::format("`{}` with `{}` is no host with its address", name, address),
              "write NAME: ADDRESS, the address in numbers or host-gateway");
    return;
  }
  settings.extra_hosts.push_back(fmt::format("{}:{}", name, address));
}

/// `["CMD", "curl", ...]`, `["CMD-SHELL", "..."]`, `["NONE"]`, or a line for the container's shell.
void decode_health_test(const NodeView& node, Errors& errors, ContainerHealthCheck& check) {
  if (!node.is(NodeKind::sequence)) {
    std::string line;
    if (decode_value(node, errors, line)) {
      check.test = {"CMD-SHELL", line};
    }
    return;
  }
  if (!decode_value(node, errors, check.test)) {
    return;
  }
  const std::string first = check.test.empty() ? "" : check.test.front();
  check.disabled = check.disabled || first == "NONE";
  if (!(first == "NONE" && check.test.size() == 1) && !(first == "CMD" && check.test.size() > 1) &&
      !(first == "CMD-SHELL" && check.test.size() == 2)) {
    add_error(errors, node, "a health check's test is no program",
              "write [CMD, PROGRAM, ARGUMENT...], [CMD-SHELL, LINE], [NONE], or a line for the container's shell");
  }
}

}  // namespace

void decode_memory(const NodeView& node, Errors& errors, EngineSettings& settings) {
  constexpr std::string_view kUnits = "bkmgt";
  std::int64_t in_bytes = 0;
  if (!node.is(NodeKind::string) && !decode_value(node, errors, in_bytes)) {
    return;
  }
  const std::string& text = node.text();
  std::string number;
  std::string unit;
  if (!RE2::FullMatch(text, R"(([0-9]{1,15}(?:\.[0-9]{1,9})?) ?([bBkKmMgGtT]?)(?:(?:[iI]?[bB])?))", &number, &unit)) {
    add_error(errors, node, fmt::format("`{}` is no amount of memory", text),
              "write a number with its unit: b, k, m or g, as in 512m");
    return;
  }
  const char letter = unit.empty() ? 'b' : static_cast<char>(unit.front() | 0x20);
  const double bytes = std::stod(number) * std::exp2(10.0 * static_cast<double>(kUnits.find(letter)));
  if (bytes > static_cast<double>(std::numeric_limits<std::int64_t>::max()) / 2.0) {
    add_error(errors, node, fmt::format("`{}` is more memory than there can be", text));
    return;
  }
  settings.memory_limit = static_cast<std::uint64_t>(bytes);
}

void decode_ulimits(const NodeView& node, Errors& errors, EngineSettings& settings) {
  if (!detail::expect_kind(node, errors, NodeKind::mapping)) {
    return;
  }
  for (const auto& [name, limit] : node.members()) {
    if (std::ranges::find(kUlimits, name) == kUlimits.end()) {
      const std::vector<std::string> names(kUlimits.begin(), kUlimits.end());
      errors.push_back({.kind = ErrorKind::invalid_file,
                        .message = fmt::format("unknown limit `{}`{}", name, did_you_mean(name, names)),
                        .remedy = fmt::format("allowed are {}", fmt::join(kUlimits, ", ")),
                        .where = node.key_span(name)});
    }
    ResourceLimit& taken = settings.ulimits[name];
    if (!limit.is(NodeKind::mapping)) {
      taken.soft = taken.hard = decode_limit(limit, errors);
      continue;
    }
    Decoder decode(limit, errors, fmt::format("the limit `{}`", name));
    for (const auto& [key, value] : {std::pair{"soft", &taken.soft}, std::pair{"hard", &taken.hard}}) {
      if (const auto found = decode.take(key)) {
        *value = decode_limit(*found, errors);
      } else {
        decode.missing(key);
      }
    }
    decode.finish();
    if (taken.hard >= 0 && (taken.soft < 0 || taken.soft > taken.hard)) {
      add_error(errors, limit, fmt::format("the soft limit of `{}` is above its hard one", name));
    }
  }
}

void decode_extra_hosts(const NodeView& node, Errors& errors, EngineSettings& settings) {
  if (node.is(NodeKind::mapping)) {
    std::map<std::string, std::string> hosts;
    if (decode_value(node, errors, hosts)) {
      for (const auto& [name, value] : node.members()) {
        add_host(value, name, value.text(), errors, settings);
      }
    }
    return;
  }
  std::vector<std::string> lines;
  if (decode_value(node, errors, lines)) {
    for (const NodeView& item : node.items()) {
      const std::size_t end = item.text().find_first_of("=:");
      add_host(item, item.text().substr(0, end), end == std::string::npos ? "" : item.text().substr(end + 1), errors,
               settings);
    }
  }
}

void decode_healthcheck(const NodeView& node, Errors& errors, EngineSettings& settings) {
  Decoder decode(node, errors, "a health check");
  ContainerHealthCheck& check = settings.healthcheck.emplace();
  check.disabled = decode.optional<bool>("disable").value_or(false);
  if (const auto test = decode.take("test")) {
    decode_health_test(*test, errors, check);
  }
  check.interval = decode.optional<Duration>("interval").value_or(Duration{});
  check.timeout = decode.optional<Duration>("timeout").value_or(Duration{});
  check.start_period = decode.optional<Duration>("start_period").value_or(Duration{});
  check.retries = decode.optional<std::uint32_t>("retries").value_or(0);
  decode.finish();
}

}  // namespace roadworthy
