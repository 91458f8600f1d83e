#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "checks/checks.h"
#include "checks/matcher.h"
#include "core/base64.h"
#include "probe/etcd_gateway.h"

namespace roadworthy {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

constexpr Duration kTimeout = 5s;  ///< Of one look.

/// `etcd: etcd, key: /config/a, value: { contains: x }, revision: { at_least: 7 }`: what it holds, and
/// `asked: { rpc: Range, times: { at_most: 1 } }`: how often it was asked for the key.
struct EtcdCheck {
  EtcdClient client;
  std::string key;
  std::optional<bool> exists;
  std::optional<Matcher> value;
  std::optional<Matcher> revision;
  std::optional<Matcher> version;
  std::optional<Matcher> times;
  std::string rpc;
  std::string by;
};

/// Adds what the matcher finds otherwise.
void compare(const std::optional<Matcher>& matcher, const std::string& what, const json& value,
             Observation& observation) {
  if (!matcher) {
    return;
  }
  if (const auto mismatch = matcher->mismatch(value.is_null() ? nullptr : &value)) {
    observation.mismatches.push_back(
        {fmt::format("{} {}", what, *mismatch), describe_value(value.is_null() ? nullptr : &value)});
  }
}

json number_at(const json& kv, const char* name) {
  const json* const found = kv.contains(name) ? &kv[name] : nullptr;
  return found != nullptr && found->is_string() ? json(std::stoll(found->get<std::string>())) : json(nullptr);
}

Result<void> look_at_key(const EtcdCheck& check, Stand& stand, TimePoint deadline, Observation& observation) {
  if (!check.exists && !check.value && !check.revision && !check.version) {
    return {};
  }
  const auto answer = ask_etcd(stand, check.client, "/v3/kv/range", {{"key", to_base64(check.key)}}, deadline);
  if (!answer) {
    if (answer.error().kind != ErrorKind::no_answer) {
      return std::unexpected(answer.error());
    }
    observation.answered = false;
    observation.sample = "none";
    observation.seen = "no answer: " + answer.error().message;
    observation.mismatches.push_back({fmt::format("an answer about {}", check.key), observation.seen});
    return {};
  }
  const bool there = answer->contains("kvs") && !(*answer)["kvs"].empty();
  const json kv = there ? (*answer)["kvs"][0] : json::object();
  observation.sample = there ? "there" : "not there";
  observation.body = there ? from_base64(kv.value("value", "")).substr(0, 4096) : "";
  observation.seen = there ? fmt::format("{} at revision {}: {}", check.key, kv.value("mod_revision", "?"),
                                         observation.body.substr(0, 200))
                           : fmt::format("no key {}", check.key);
  if (check.exists && *check.exists != there) {
    observation.mismatches.push_back({*check.exists ? "the key is there" : "the key is not there", observation.seen});
  }
  compare(check.value, "value", there ? json(from_base64(kv.value("value", ""))) : json(nullptr), observation);
  compare(check.revision, "revision", number_at(kv, "mod_revision"), observation);
  compare(check.version, "version", number_at(kv, "version"), observation);
  return {};
}

/// The journal is a stand-in's: a real etcd does not tell who asked.
Result<void> look_at_journal(const EtcdCheck& check, Stand& stand, TimePoint deadline, Observation& observation) {
  if (!check.times) {
    return {};
  }
  json command{{"command", "journal"}, {"key", check.key}, {"limit", 10'000}};
  if (!check.rpc.empty()) {
    command["rpc"] = check.rpc;
  }
  if (!check.by.empty()) {
    command["method"] = check.by;
  }
  const auto answer = stand.control(check.client.container, command, deadline);
  if (!answer && answer.error().kind == ErrorKind::unavailable) {
    observation.unavailable = true;
    observation.seen = answer.error().message;
    return {};
  }
  if (!answer) {
    return std::unexpected(answer.error());
  }
  if (!answer->value("ok", false)) {
    return fail(ErrorKind::invalid_file, fmt::format("{} refused the question: {}", check.client.container,
                                                     answer->value("error", "without a reason")));
  }
  const json count = answer->value("count", json(0));
  std::string peers;
  for (const json& entry : answer->value("entries", json::array())) {
    const std::string peer = entry.value("peer", "");
    if (peers.find(peer) == peers.npos && peers.size() < 500) {
      peers += (peers.empty() ? "" : ", ") + peer;
    }
  }
  observation.sample = fmt::format("{}", count.get<std::uint64_t>());
  observation.seen += fmt::format("{}asked {} times{}{}", observation.seen.empty() ? "" : "; ", count.dump(),
                                  peers.empty() ? "" : " by ", peers);
  compare(check.times, fmt::format("asked for {}", check.key), count, observation);
  return {};
}

Result<Observation> look(const EtcdCheck& check, Stand& stand, TimePoint deadline) {
  deadline = std::min(deadline, stand.clock().now() + kTimeout);
  Observation observation;
  if (auto looked = look_at_key(check, stand, deadline, observation); !looked) {
    return std::unexpected(looked.error());
  }
  if (auto looked = look_at_journal(check, stand, deadline, observation); !looked) {
    return std::unexpected(looked.error());
  }
  observation.holds = observation.mismatches.empty() && !observation.unavailable;
  return observation;
}

std::optional<Matcher> take_matcher(Decoder& decode, std::string_view key) {
  const auto node = decode.take(key);
  return node ? std::optional(parse_matcher(*node, decode.errors())) : std::nullopt;
}

}  // namespace

Check parse_etcd_check(Decoder& decode) {
  EtcdCheck check;
  check.client.container = decode.required<std::string>("etcd");
  check.client.port = static_cast<std::uint16_t>(decode.optional<std::uint32_t>("port").value_or(check.client.port));
  check.client.user = decode.optional<std::string>("user").value_or("");
  check.client.password = decode.optional<std::string>("password").value_or("");
  check.key = decode.required<std::string>("key");
  check.exists = decode.optional<bool>("exists");
  check.value = take_matcher(decode, "value");
  check.revision = take_matcher(decode, "revision");
  check.version = take_matcher(decode, "version");
  if (const auto asked = decode.take("asked")) {
    Decoder inner(*asked, decode.errors(), "`asked`");
    check.rpc = inner.optional<std::string>("rpc").value_or("");
    check.by = inner.optional<std::string>("over").value_or("");
    check.times = take_matcher(inner, "times");
    if (!check.times) {
      inner.missing("times");
    }
    inner.finish();
  }
  if (!check.exists && !check.value && !check.revision && !check.version && !check.times) {
    decode.fail("etcd", "an etcd check needs one of exists, value, revision, version and asked");
  }
  const auto where = decode.node().find("etcd");
  return Check{.kind = "etcd",
               .description = fmt::format("{} in {}", check.key, check.client.container),
               .target = fmt::format("{} in {}", check.key, check.client.container),
               .addresses = {{check.client.container, where ? where->span() : decode.node().span()}},
               .look = [check](Stand& stand, TimePoint deadline) { return look(check, stand, deadline); }};
}

}  // namespace roadworthy
