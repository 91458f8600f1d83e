#include "scenario/engine_settings.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <re2/re2.h>

#include "core/words.h"
#include "scenario/engine_values.h"

namespace roadworthy {
namespace {

constexpr double kMostCpus = 9999;

constexpr std::array<std::string_view, 4> kPullPolicies{"missing", "if_not_present", "never", "always"};

bool matches(std::string_view text, const char* pattern) {
  return RE2::FullMatch(text, pattern);
}

/// A list of texts, or one.
std::vector<NodeView> one_or_more(const NodeView& node) {
  return node.is(NodeKind::sequence) ? node.items() : std::vector<NodeView>{node};
}

void decode_cpus(const NodeView& node, Errors& errors, EngineSettings& settings) {
  std::string text;
  if (node.is(NodeKind::string) && decode_value(node, errors, text)) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), settings.cpus);
    if (!matches(text, R"([0-9]{1,4}(\.[0-9]{1,9})?)") || read.ec != std::errc()) {
      add_error(errors, node, fmt::format("`{}` is no number of processors", text), "write a number, as in 0.5");
    }
  } else if (!node.is(NodeKind::string) && decode_value(node, errors, settings.cpus) &&
             (settings.cpus < 0 || settings.cpus > kMostCpus)) {
    add_error(errors, node, fmt::format("{} is no number of processors", settings.cpus), "write a number, as in 0.5");
  }
}

void decode_read_only(const NodeView& node, Errors& errors, EngineSettings& settings) {
  decode_value(node, errors, settings.read_only);
}

void decode_capabilities(const NodeView& node, Errors& errors, std::vector<std::string>& capabilities) {
  if (!decode_value(node, errors, capabilities)) {
    return;
  }
  for (const NodeView& item : node.items()) {
    if (!item.is(NodeKind::string) || !matches(item.text(), "[A-Z0-9_]+")) {
      add_error(errors, item, fmt::format("`{}` is no capability", item.text()),
                "write it as in NET_BIND_SERVICE, or ALL");
    }
  }
}

void decode_cap_add(const NodeView& node, Errors& errors, EngineSettings& settings) {
  decode_capabilities(node, errors, settings.cap_add);
}

void decode_cap_drop(const NodeView& node, Errors& errors, EngineSettings& settings) {
  decode_capabilities(node, errors, settings.cap_drop);
}

void decode_network_mode(const NodeView& node, Errors& errors, EngineSettings& settings) {
  std::string mode;
  if (decode_value(node, errors, mode) && mode != "host") {
    add_error(errors, node, fmt::format("unknown network mode `{}`", mode),
              "allowed is host; containers that share a network share a pod");
  }
  settings.host_network = true;
}

void decode_restart(const NodeView& node, Errors& errors, EngineSettings& settings) {
  if (decode_value(node, errors, settings.restart) &&
      !matches(settings.restart, "no|always|unless-stopped|on-failure(:[0-9]{1,9})?")) {
    add_error(errors, node, fmt::format("unknown restart policy `{}`", settings.restart),
              "allowed are no, always, unless-stopped, on-failure and on-failure:TIMES");
  }
}

void decode_tmpfs(const NodeView& node, Errors& errors, EngineSettings& settings) {
  for (const NodeView& item : one_or_more(node)) {
    std::string text;
    if (!decode_value(item, errors, text)) {
      continue;
    }
    if (!matches(text, "/[^:]*(:[^:]*)?")) {
      add_error(errors, item, fmt::format("`{}` is no place for a tmpfs", text),
                "write /ABSOLUTE/PATH, and mount options behind a colon: /cache:size=16m,mode=1777");
      continue;
    }
    const std::size_t colon = text.find(':');
    settings.tmpfs[text.substr(0, colon)] = colon == std::string::npos ? "" : text.substr(colon + 1);
  }
}

void decode_pull_policy(const NodeView& node, Errors& errors, EngineSettings& settings) {
  if (decode_value(node, errors, settings.pull_policy) &&
      std::ranges::find(kPullPolicies, settings.pull_policy) == kPullPolicies.end()) {
    add_error(errors, node, fmt::format("unknown pull policy `{}`", settings.pull_policy),
              fmt::format("allowed are {}", fmt::join(kPullPolicies, ", ")));
  }
  settings.pull_policy = settings.pull_policy == "if_not_present" ? "missing" : settings.pull_policy;
}

/// Every setting that a scenario can name.
struct Setting {
  std::string_view key;
  void (*read)(const NodeView& node, Errors& errors, EngineSettings& settings);
};
constexpr std::array kSettings{
    Setting{"cpus", &decode_cpus},
    Setting{"mem_limit", &decode_memory},
    Setting{"read_only", &decode_read_only},
    Setting{"cap_add", &decode_cap_add},
    Setting{"cap_drop", &decode_cap_drop},
    Setting{"ulimits", &decode_ulimits},
    Setting{"extra_hosts", &decode_extra_hosts},
    Setting{"network_mode", &decode_network_mode},
    Setting{"healthcheck", &decode_healthcheck},
    Setting{"restart", &decode_restart},
    Setting{"tmpfs", &decode_tmpfs},
    Setting{"pull_policy", &decode_pull_policy},
};

}  // namespace

EngineSettings decode_engine_settings(Decoder& decode) {
  EngineSettings settings;
  for (const Setting& setting : kSettings) {
    if (const auto node = decode.take(setting.key)) {
      setting.read(*node, decode.errors(), settings);
    }
  }
  return settings;
}

std::vector<std::string> decode_words(const NodeView& node, Errors& errors) {
  std::vector<std::string> words;
  std::string line;
  if (node.is(NodeKind::sequence) || node.is(NodeKind::mapping)) {
    decode_value(node, errors, words);
  } else if (decode_value(node, errors, line)) {
    auto split = split_words(line);
    if (!split) {
      add_error(errors, node, fmt::format("{}: {}", node.name(), split.error().message),
                "write a list, the program first, then its arguments");
      return words;
    }
    words = *std::move(split);
  }
  return words;
}

}  // namespace roadworthy
