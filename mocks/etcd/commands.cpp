#include "mocks/etcd/commands.h"

#include <algorithm>
#include <ranges>

#include <fmt/format.h>

#include "mocks/etcd/json.h"

namespace roadworthy::mocks::etcd {
namespace {

using Message = Method::Message;

/// The key, or keys, that a request is about; null for one that is about none.
struct Keys {
  std::string key;
  std::string range_end;
  std::int64_t revision = 0;
};

std::vector<Keys> keys_of(const Message& message);

template <typename Operations>
void add_keys(const Operations& operations, std::vector<Keys>& all) {
  for (const pb::RequestOp& operation : operations) {
    const auto add = [&](const Message& inner) { std::ranges::copy(keys_of(inner), std::back_inserter(all)); };
    if (operation.has_request_range()) {
      add(operation.request_range());
    } else if (operation.has_request_put()) {
      add(operation.request_put());
    } else if (operation.has_request_delete_range()) {
      add(operation.request_delete_range());
    } else if (operation.has_request_txn()) {
      add(operation.request_txn());
    }
  }
}

std::vector<Keys> keys_of(const Message& message) {
  if (const auto* range = dynamic_cast<const pb::RangeRequest*>(&message)) {
    return {{range->key(), range->range_end(), range->revision()}};
  }
  if (const auto* put = dynamic_cast<const pb::PutRequest*>(&message)) {
    return {{put->key(), "", 0}};
  }
  if (const auto* gone = dynamic_cast<const pb::DeleteRangeRequest*>(&message)) {
    return {{gone->key(), gone->range_end(), 0}};
  }
  if (const auto* watch = dynamic_cast<const pb::WatchRequest*>(&message); watch && watch->has_create_request()) {
    const auto& create = watch->create_request();
    return {{create.key(), create.range_end(), create.start_revision()}};
  }
  std::vector<Keys> all;
  if (const auto* txn = dynamic_cast<const pb::TxnRequest*>(&message)) {
    for (const pb::Compare& compare : txn->compare()) {
      all.push_back({compare.key(), compare.range_end(), 0});
    }
    add_keys(txn->success(), all);
    add_keys(txn->failure(), all);
  }
  return all;
}

/// What was asked, whichever front it came by; null when it cannot be told.
std::unique_ptr<Message> request_of(const Exchange& exchange) {
  const bool grpc = exchange.method == "gRPC";
  const Method* const method = grpc ? find_method(exchange.path) : find_gateway_method(exchange.path);
  if (method == nullptr) {
    return nullptr;
  }
  auto request = method->request();
  const auto values = grpc ? std::vector<std::string_view>{} : split_values(exchange.body);
  const bool read = grpc ? request->ParseFromString(exchange.body)
                         : from_json(values.empty() ? "" : values.front(), *request).has_value();
  return read ? std::move(request) : nullptr;
}

struct JournalFilter {
  JournalQuery query;
  std::optional<std::string> key;  ///< Only requests that are about it.
  std::string rpc;                 ///< `Range`: only this method, by either front.
};

bool passes(const JournalFilter& filter, const Exchange& exchange, const Message* request) {
  if (!filter.rpc.empty()) {
    const Method* const method =
        exchange.method == "gRPC" ? find_method(exchange.path) : find_gateway_method(exchange.path);
    if (method == nullptr || method->path.substr(method->path.rfind('/') + 1) != filter.rpc) {
      return false;
    }
  }
  if (!filter.key) {
    return true;
  }
  return request != nullptr && std::ranges::any_of(keys_of(*request), [&](const Keys& keys) {
           return Interval(keys.key, keys.range_end).contains(*filter.key);
         });
}

nlohmann::json entry_of(const Exchange& exchange, const Message* request) {
  Exchange shown = exchange;
  if (exchange.method == "gRPC") {
    shown.body.clear();
  }
  nlohmann::json entry = to_json(shown);
  if (request == nullptr) {
    return entry;
  }
  entry["request"] = nlohmann::json::parse(to_json(*request), nullptr, false);
  nlohmann::json keys = nlohmann::json::array();
  for (const Keys& each : keys_of(*request)) {
    keys.push_back({{"key", each.key}, {"range_end", each.range_end}, {"revision", each.revision}});
  }
  entry["keys"] = std::move(keys);
  return entry;
}

Result<nlohmann::json> query_journal(Arguments& fields, const Journal& journal) {
  JournalFilter filter;
  filter.query.path_prefix = fields.text("path").value_or("");
  filter.query.method = fields.text("method").value_or("");
  filter.query.after = fields.whole("since", 0, UINT64_MAX).value_or(0);
  filter.query.newest = SIZE_MAX;
  filter.rpc = fields.text("rpc").value_or("");
  filter.key = fields.text("key");
  const std::size_t limit = fields.whole("limit", 0, 10'000).value_or(100);
  const JournalAnswer found = journal.find(filter.query);
  std::vector<nlohmann::json> entries;
  std::size_t count = 0;
  for (const auto& exchange : std::views::reverse(found.exchanges)) {
    const auto request = request_of(exchange);
    if (passes(filter, exchange, request.get()) && ++count <= limit) {
      entries.push_back(entry_of(exchange, request.get()));
    }
  }
  std::ranges::reverse(entries);
  return nlohmann::json{{"total", found.total}, {"count", count}, {"oldest", found.oldest_kept}, {"entries", entries}};
}

Result<nlohmann::json> describe_state(State& state) {
  const Turn turn(state);
  std::size_t watches = 0;
  for (const WatchStream* const stream : state.hub.streams()) {
    watches += stream->watches();
  }
  return nlohmann::json{{"revision", state.store.revision()},
                        {"compact_revision", state.store.compacted()},
                        {"keys", state.store.keys()},
                        {"watches", watches},
                        {"watch_streams", state.hub.streams().size()},
                        {"leases", state.leases.by_end().size()},
                        {"auth", state.auth.enabled()}};
}

}  // namespace

std::vector<Command> etcd_commands(Endpoints& endpoints, Service& service) {
  std::vector<Command> commands =
      common_commands([&endpoints](std::vector<Fault> faults) { return endpoints.set_faults(std::move(faults)); },
                      service.faults, service.journal);
  std::erase_if(commands, [](const Command& command) { return command.name == "journal"; });
  commands.push_back({"journal",
                      "requests received; filters: rpc (such as Range), key (requests about it), path (prefix), method "
                      "(gRPC, POST, GET), since (number), limit",
                      [&service](Arguments& fields) { return query_journal(fields, service.journal); }});
  commands.push_back(
      {"state", "revision, keys, watches, leases", [&service](Arguments&) { return describe_state(service.state); }});
  return commands;
}

}  // namespace roadworthy::mocks::etcd
