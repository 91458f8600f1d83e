#include "policy/policy.h"

#include <algorithm>

#include <fmt/format.h>

#include "policy/naming.h"
#include "policy/size.h"

namespace roadworthy {
namespace {

void decode_log_groups(const NodeView& node, Errors& errors, LogGroupPolicy& policy) {
  Decoder decode(node, errors, "the policy of log groups");
  if (const auto name = decode.optional<std::string>("name")) {
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
  using Texts = std::vector<std::string>;
  policy.logstash = decode.optional<Texts>("logstash").value_or(policy.logstash);
  policy.sidecar = decode.optional<Texts>("sidecar").value_or(policy.sidecar);
  decode_port(decode, "port", policy.port);
  decode_port(decode, "api_port", policy.api_port);
  policy.user = decode.optional<std::string>("user").value_or(policy.user);
  policy.allowed_ranges = decode.optional<Texts>("allowed_ranges").value_or(policy.allowed_ranges);
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
  policy.collector = decode.optional<std::vector<std::string>>("collector").value_or(policy.collector);
  policy.image = decode.optional<std::string>("image").value_or(policy.image);
  decode.finish();
}

void decode_config(const NodeView& node, Errors& errors, ConfigPolicy& policy) {
  Decoder decode(node, errors, "the policy of the configuration sidecar");
  policy.sidecar = decode.optional<std::vector<std::string>>("sidecar").value_or(policy.sidecar);
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
  using Texts = std::vector<std::string>;
  Decoder decode(*document, errors, "a policy");
  decode.allow("$schema");
  policy.namespace_ = decode.optional<std::string>("namespace");
  policy.sidecars = decode.optional<Texts>("sidecars").value_or(Texts{});
  policy.main = decode.optional<Texts>("main").value_or(Texts{});
  policy.essential_sidecars = decode.optional<Texts>("essential_sidecars").value_or(Texts{});
  policy.without_sidecars = decode.optional<Texts>("without_sidecars").value_or(Texts{});
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
