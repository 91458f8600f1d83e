#include "policy/policy.h"

#include <algorithm>
#include <concepts>

#include <fmt/format.h>

#include "policy/naming.h"
#include "policy/size.h"

namespace roadworthy {
namespace {

using Texts = std::vector<std::string>;

/// A text or list of texts, none of them empty: an empty pattern, name or range stands for nothing.
template <typename T>
void take(Decoder& decode, std::string_view key, T& value) {
  const auto taken = decode.optional<T>(key);
  if (!taken) {
    return;
  }
  value = *taken;
  bool empty = false;
  if constexpr (std::same_as<T, Texts>) {
    empty = std::ranges::any_of(value, &std::string::empty);
  } else {
    empty = value.empty();
  }
  if (empty) {
    decode.fail(key, "an empty text stands for nothing", "leave it out");
  }
}

void decode_log_groups(const NodeView& node, Errors& errors, LogGroupPolicy& policy) {
  Decoder decode(node, errors, "the policy of log groups");
  if (const auto name = decode.optional<std::string>("name")) {
    if (name->empty()) {
      decode.fail("name", "an empty text stands for nothing", "leave it out");
    }
    if (const auto checked = check_template(*name); !checked) {
      decode.fail("name", checked.error().message, checked.error().remedy);
    }
    policy.name = *name;
  }
  if (const auto retention = decode.optional<Duration>("retention")) {
    policy.retention_days = std::chrono::duration_cast<std::chrono::days>(*retention).count();
    if (std::chrono::days(policy.retention_days) != *retention || policy.retention_days == 0) {
      decode.fail("retention", "retention is a number of whole days", "write it as 14d");
    }
  }
  policy.tags = decode.optional<std::map<std::string, std::string>>("tags").value_or(policy.tags);
  decode.finish();
}

void decode_port(Decoder& decode, std::string_view key, std::int64_t& port) {
  if (const auto value = decode.optional<std::int64_t>(key)) {
    port = *value;
    if (port < 1 || port > 65535) {
      decode.fail(key, fmt::format("{} is no port", port), "ports are 1 to 65535");
    }
  }
}

void decode_status(const NodeView& node, Errors& errors, StatusPolicy& policy) {
  Decoder decode(node, errors, "the policy of the status sidecar");
  take(decode, "logstash", policy.logstash);
  take(decode, "sidecar", policy.sidecar);
  decode_port(decode, "port", policy.port);
  decode_port(decode, "api_port", policy.api_port);
  policy.user = decode.optional<std::string>("user").value_or(policy.user);
  take(decode, "allowed_ranges", policy.allowed_ranges);
  policy.loopback_only = decode.optional<bool>("loopback_only").value_or(policy.loopback_only);
  if (const auto cpu = decode.optional<double>("cpu")) {
    policy.cpu = *cpu;
    if (!(policy.cpu > 0)) {
      decode.fail("cpu", "a container's CPU is more than 0 vCPU");
    }
  }
  if (const auto memory = decode.optional<std::string>("memory")) {
    if (const auto bytes = parse_byte_size(*memory)) {
      policy.memory = *bytes;
    } else {
      decode.fail("memory", fmt::format("`{}` is no size", *memory), "write it as 512MB, 0.5GB or 512MiB");
    }
  }
  decode.finish();
}

void decode_alloy(const NodeView& node, Errors& errors, AlloyPolicy& policy) {
  Decoder decode(node, errors, "the policy of the collector");
  take(decode, "collector", policy.collector);
  take(decode, "image", policy.image);
  decode.finish();
}

void decode_config(const NodeView& node, Errors& errors, ConfigPolicy& policy) {
  Decoder decode(node, errors, "the policy of the configuration sidecar");
  take(decode, "sidecar", policy.sidecar);
  decode.finish();
}

void check_items(const Policy& policy, const std::vector<std::string>& known_items, Errors& errors) {
  for (const Waiver& waiver : policy.waivers) {
    if (!known_items.empty() && !waiver.item.empty() &&
        std::ranges::find(known_items, waiver.item) == known_items.end()) {
      errors.push_back({.kind = ErrorKind::invalid_file,
                        .message = fmt::format("the checklist has no item `{}`{}", waiver.item,
                                               did_you_mean(waiver.item, known_items)),
                        .remedy = "`roadworthy checklist` prints its items",
                        .where = waiver.where});
    }
  }
}

std::expected<Policy, Errors> decode_policy(std::expected<Document, Errors> document,
                                            const std::vector<std::string>& known_items) {
  if (!document) {
    return std::unexpected(std::move(document.error()));
  }
  Policy policy{.file = document->file ? document->file->path : ""};
  if (document->root.kind == NodeKind::null) {
    return policy;  // An empty file decides nothing.
  }
  Errors errors;
  Decoder decode(*document, errors, "a policy");
  (void)decode.optional<std::string>("$schema");  // For editors.
  if (decode.has("namespace")) {
    take(decode, "namespace", policy.namespace_.emplace());
  }
  take(decode, "sidecars", policy.sidecars);
  take(decode, "main", policy.main);
  take(decode, "essential_sidecars", policy.essential_sidecars);
  take(decode, "without_sidecars", policy.without_sidecars);
  if (const auto node = decode.take("log_groups")) {
    decode_log_groups(*node, errors, policy.log_groups);
  }
  if (const auto node = decode.take("status")) {
    decode_status(*node, errors, policy.status);
  }
  if (const auto node = decode.take("alloy")) {
    decode_alloy(*node, errors, policy.alloy);
  }
  if (const auto node = decode.take("config")) {
    decode_config(*node, errors, policy.config);
  }
  policy.waivers = decode.optional<std::vector<Waiver>>("waivers").value_or(std::vector<Waiver>{});
  decode.finish();
  check_items(policy, known_items, errors);
  if (!errors.empty()) {
    return std::unexpected(std::move(errors));
  }
  return policy;
}

}  // namespace

std::expected<Policy, Errors> read_policy(const std::string& path, const std::vector<std::string>& known_items) {
  return decode_policy(read_document(path), known_items);
}

std::expected<Policy, Errors> parse_policy(std::string name, std::string text,
                                           const std::vector<std::string>& known_items) {
  return decode_policy(parse_document(std::move(name), std::move(text)), known_items);
}

}  // namespace roadworthy
