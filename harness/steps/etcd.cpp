#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base64.h"
#include "probe/etcd_gateway.h"
#include "steps/steps.h"

namespace roadworthy {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

/// A request to etcd's gateway; those of one action are made in order.
struct Request {
  std::string path;
  json body;
};

constexpr Duration kLongest = 30s;  ///< Of one action.

json range_of(const std::string& key, bool prefix) {
  json range{{"key", to_base64(key)}};
  if (prefix) {
    range["range_end"] = to_base64(end_of_prefix(key));
  }
  return range;
}

/// `put: { KEY: VALUE }`: all of them in one revision.
void take_put(Decoder& body, std::vector<Request>& requests) {
  const auto values = body.optional<std::map<std::string, std::string>>("put");
  if (!values) {
    return;
  }
  json operations = json::array();
  for (const auto& [key, value] : *values) {
    operations.push_back({{"request_put", {{"key", to_base64(key)}, {"value", to_base64(value)}}}});
  }
  if (operations.empty()) {
    body.fail("put", "`put` names no key");
  }
  requests.push_back({"/v3/kv/txn", {{"success", operations}}});
}

/// `delete: KEY`, or `delete: [KEY, ..]`; with `prefix: true` all keys that begin so.
void take_delete(Decoder& body, std::vector<Request>& requests) {
  const auto node = body.take("delete");
  const bool prefix = body.optional<bool>("prefix").value_or(false);
  if (!node) {
    return;
  }
  std::vector<std::string> keys;
  if (node->is(NodeKind::sequence)) {
    (void)decode_value(*node, body.errors(), keys);
  } else {
    (void)decode_value(*node, body.errors(), keys.emplace_back());
  }
  for (const std::string& key : keys) {
    requests.push_back({"/v3/kv/deleterange", range_of(key, prefix)});
  }
}

void add_permissions(Decoder& user, const char* key, const char* kind, const std::string& name,
                     std::vector<Request>& requests) {
  for (const std::string& prefix : user.optional<std::vector<std::string>>(key).value_or(std::vector<std::string>{})) {
    json permission = range_of(prefix, true);
    permission["permType"] = kind;
    requests.push_back({"/v3/auth/role/grant", {{"name", name}, {"perm", permission}}});
  }
}

void add_user(const std::string& name, const std::string& password, std::vector<Request>& requests) {
  requests.push_back({"/v3/auth/role/add", {{"name", name}}});
  requests.push_back({"/v3/auth/user/add", {{"name", name}, {"password", password}}});
  requests.push_back({"/v3/auth/user/grant", {{"user", name}, {"role", name}}});
}

/// `auth: { root: PASSWORD, users: { NAME: { password: .., read: [PREFIX], write: [PREFIX] } } }` turns it on.
void take_auth(Decoder& body, std::vector<Request>& requests) {
  const auto node = body.take("auth");
  if (!node) {
    return;
  }
  Decoder auth(*node, body.errors(), "`auth`");
  add_user("root", auth.required<std::string>("root"), requests);
  if (const auto users = auth.take("users"); users && users->is(NodeKind::mapping)) {
    for (const auto& [name, settings] : users->members()) {
      Decoder user(settings, body.errors(), "a user");
      add_user(name, user.required<std::string>("password"), requests);
      add_permissions(user, "read", "READ", name, requests);
      add_permissions(user, "write", "WRITE", name, requests);
      user.finish();
    }
  } else if (users) {
    auth.fail("users", "`users` names users, each with its password");
  }
  auth.finish();
  requests.push_back({"/v3/auth/enable", json::object()});
}

Result<void> run(const EtcdClient& client, std::vector<Request> requests, bool compacts, Stand& stand,
                 TimePoint deadline) {
  deadline = std::min(deadline, stand.clock().now() + kLongest);
  if (compacts) {
    const auto now = ask_etcd(stand, client, "/v3/kv/range", {{"key", "AA=="}, {"serializable", true}}, deadline);
    if (!now) {
      return fail(ErrorKind::environment, now.error().message);
    }
    const json revision = now->value("/header/revision"_json_pointer, json("0"));
    requests.push_back({"/v3/kv/compaction", {{"revision", revision}, {"physical", true}}});
  }
  for (const Request& request : requests) {
    if (const auto done = ask_etcd(stand, client, request.path, request.body, deadline); !done) {
      const ErrorKind kind = done.error().kind == ErrorKind::no_answer ? ErrorKind::environment : done.error().kind;
      return fail(kind, done.error().message, "is it started, and does the user it signs in as have the right?");
    }
  }
  return {};
}

}  // namespace

Action parse_etcd(Decoder& decode) {
  decode.allow("etcd");
  Decoder body(*decode.node().find("etcd"), decode.errors(), "`etcd`");
  EtcdClient client;
  client.container = body.required<std::string>("of");
  client.port = static_cast<std::uint16_t>(body.optional<std::uint32_t>("port").value_or(client.port));
  client.user = body.optional<std::string>("user").value_or("");
  client.password = body.optional<std::string>("password").value_or("");
  std::vector<Request> requests;
  take_put(body, requests);
  take_delete(body, requests);
  take_auth(body, requests);
  bool compacts = false;
  if (body.has("compact")) {
    if (const auto revision = body.take("compact"); revision->text() == "now") {
      compacts = true;
    } else if (std::int64_t number = 0; decode_value(*revision, body.errors(), number)) {
      requests.push_back({"/v3/kv/compaction", {{"revision", std::to_string(number)}, {"physical", true}}});
    }
  }
  if (body.optional<bool>("disable_auth").value_or(false)) {
    requests.push_back({"/v3/auth/disable", json::object()});
  }
  const auto named = [&](std::string_view key) { return body.has(key); };
  constexpr std::array kDoes{"put", "delete", "compact", "auth", "disable_auth"};
  if (std::ranges::count_if(kDoes, named) != 1) {
    body.fail("of", "`etcd` takes one of put, delete, compact, auth and disable_auth");
  }
  body.finish();
  const auto where = body.node().find("of");
  const NamedPlace place{client.container, where ? where->span() : body.node().span()};
  const auto* const does = std::ranges::find_if(kDoes, named);
  return Action{.kind = "etcd",
                .description = fmt::format("{} in {}", does == kDoes.end() ? "nothing" : *does, client.container),
                .addresses = {place},
                .run = [client, requests, compacts](Stand& stand, TimePoint deadline) {
                  return run(client, requests, compacts, stand, deadline);
                }};
}

}  // namespace roadworthy
