#include "mocks/etcd/kv.h"

#include <algorithm>
#include <vector>

#include "mocks/etcd/messages.h"

namespace roadworthy::mocks::etcd {
namespace {

using Order = pb::RangeRequest;

bool filters(const pb::RangeRequest& request) {
  return request.min_mod_revision() != 0 || request.max_mod_revision() != 0 || request.min_create_revision() != 0 ||
         request.max_create_revision() != 0;
}

bool passes(const pb::RangeRequest& request, const Entry& entry) {
  const auto within = [](std::int64_t value, std::int64_t low, std::int64_t high) {
    return (low == 0 || value >= low) && (high == 0 || value <= high);
  };
  return within(entry.mod_revision, request.min_mod_revision(), request.max_mod_revision()) &&
         within(entry.create_revision, request.min_create_revision(), request.max_create_revision());
}

bool less(Order::SortTarget target, const Entry& a, const Entry& b) {
  switch (target) {
    case Order::VERSION:
      return a.version < b.version;
    case Order::CREATE:
      return a.create_revision < b.create_revision;
    case Order::MOD:
      return a.mod_revision < b.mod_revision;
    case Order::VALUE:
      return a.value < b.value;
    default:
      return a.key < b.key;
  }
}

void sort(const pb::RangeRequest& request, std::vector<EntryPtr>& entries) {
  const auto target = request.sort_target();
  if (request.sort_order() == Order::DESCEND) {
    std::ranges::stable_sort(entries, [&](const auto& a, const auto& b) { return less(target, *b, *a); });
  } else if (request.sort_order() == Order::ASCEND || target != Order::KEY) {
    std::ranges::stable_sort(entries, [&](const auto& a, const auto& b) { return less(target, *a, *b); });
  }
}

/// A request is bounded by its size within the message in which etcd's members hand it to each other.
Answer<void> check_size(const State& state, const google::protobuf::Message& request) {
  constexpr std::size_t kEnvelope = 17;
  return request.ByteSizeLong() + kEnvelope > state.limits.request_bytes ? Answer<void>(kRequestTooLarge)
                                                                         : Answer<void>{};
}

Answer<void> check_space(const State& state) {
  const bool full = std::ranges::any_of(state.cluster.alarms, [](const auto& a) { return a.second == pb::NOSPACE; });
  return full ? Answer<void>(kNoSpace) : Answer<void>{};
}

}  // namespace

Answer<Identity> identify(State& state, const Caller& caller) {
  return caller.replays ? Identity{.user = "root"} : state.auth.identify(caller.token);
}

Answer<pb::RangeResponse> apply(const State& state, const pb::RangeRequest& request) {
  const std::int64_t now = state.store.reading();
  std::int64_t revision = request.revision();
  if (revision > now) {
    return kFutureRevision;
  }
  revision = revision <= 0 ? now : revision;
  if (revision < state.store.compacted()) {
    return kCompacted;
  }
  const bool everything = request.sort_order() != Order::NONE || filters(request);
  // One more than asked for tells whether there is more.
  const std::int64_t limit = everything || request.limit() <= 0 ? 0 : request.limit() + 1;
  std::vector<EntryPtr> entries;
  pb::RangeResponse response;
  response.mutable_header()->set_revision(now);
  response.set_count(
      state.store.visit(Interval(request.key(), request.range_end()), revision, limit, [&](const EntryPtr& entry) {
        if (!request.count_only()) {
          entries.push_back(entry);
        }
      }));
  std::erase_if(entries, [&](const EntryPtr& entry) { return !passes(request, *entry); });
  sort(request, entries);
  if (request.limit() > 0 && std::cmp_greater(entries.size(), request.limit())) {
    entries.resize(static_cast<std::size_t>(request.limit()));
    response.set_more(true);
  }
  response.mutable_kvs()->Reserve(static_cast<int>(entries.size()));
  for (const EntryPtr& entry : entries) {
    mvccpb::KeyValue& kv = *response.add_kvs();
    to_message(*entry, kv);
    if (request.keys_only()) {
      kv.clear_value();
    }
  }
  return response;
}

Answer<pb::PutResponse> apply(State& state, const pb::PutRequest& request) {
  const EntryPtr before = state.store.find(request.key(), state.store.reading());
  if ((request.ignore_value() || request.ignore_lease()) && !before) {
    return kKeyNotFound;
  }
  pb::PutResponse response;
  if (request.prev_kv() && before) {
    to_message(*before, *response.mutable_prev_kv());
  }
  const std::int64_t lease = request.ignore_lease() ? before->lease : request.lease();
  state.store.put(request.key(), request.ignore_value() ? before->value : request.value(), lease);
  state.leases.move_key(request.key(), before ? before->lease : 0, lease);
  response.mutable_header()->set_revision(state.store.reading());
  return response;
}

pb::DeleteRangeResponse apply(State& state, const pb::DeleteRangeRequest& request) {
  pb::DeleteRangeResponse response;
  std::vector<EntryPtr> entries;
  state.store.visit(Interval(request.key(), request.range_end()), state.store.reading(), 0,
                    [&](const EntryPtr& entry) { entries.push_back(entry); });
  for (const EntryPtr& entry : entries) {
    if (request.prev_kv()) {
      to_message(*entry, *response.add_prev_kvs());
    }
    state.store.remove(entry->key);
    state.leases.move_key(entry->key, entry->lease, 0);
  }
  response.set_deleted(static_cast<std::int64_t>(entries.size()));
  response.mutable_header()->set_revision(state.store.reading());
  return response;
}

Answer<void> check(const pb::PutRequest& request) {
  if (request.key().empty()) {
    return kEmptyKey;
  }
  if (request.ignore_value() && !request.value().empty()) {
    return kValueProvided;
  }
  if (request.ignore_lease() && request.lease() != 0) {
    return kLeaseProvided;
  }
  return {};
}

Answer<void> permitted_lease(const State& state, const Identity& who, std::int64_t lease) {
  const Lease* const found = state.leases.find(lease);
  if (found == nullptr) {
    return {};
  }
  for (const std::string& key : found->keys) {
    if (auto allowed = state.auth.may(who, authpb::Permission::WRITE, key, ""); !allowed) {
      return allowed;
    }
  }
  return {};
}

Answer<void> permitted(const State& state, const Identity& who, const pb::PutRequest& request) {
  return state.auth.may(who, authpb::Permission::WRITE, request.key(), "")
      .and_then([&] { return permitted_lease(state, who, request.lease()); })
      .and_then([&] {
        return request.prev_kv() ? state.auth.may(who, authpb::Permission::READ, request.key(), "") : Answer<void>{};
      });
}

Answer<void> permitted(const State& state, const Identity& who, const pb::DeleteRangeRequest& request) {
  return state.auth.may(who, authpb::Permission::WRITE, request.key(), request.range_end()).and_then([&] {
    return request.prev_kv() ? state.auth.may(who, authpb::Permission::READ, request.key(), request.range_end())
                             : Answer<void>{};
  });
}

Answer<pb::RangeResponse> range(State& state, const Caller& caller, const pb::RangeRequest& request) {
  if (request.key().empty()) {
    return kEmptyKey;
  }
  return identify(state, caller)
      .and_then([&](const Identity& who) {
        return state.auth.may(who, authpb::Permission::READ, request.key(), request.range_end());
      })
      .and_then([&] { return apply(static_cast<const State&>(state), request); });
}

Answer<pb::PutResponse> put(State& state, const Caller& caller, const pb::PutRequest& request) {
  return check(request)
      .and_then([&] { return check_space(state); })
      .and_then([&] { return identify(state, caller); })
      .and_then([&](const Identity& who) {
        return check_size(state, request).and_then([&] { return permitted(state, who, request); });
      })
      .and_then([&]() -> Answer<pb::PutResponse> {
        ++state.raft_index;
        if (request.lease() != 0 && state.leases.find(request.lease()) == nullptr) {
          return kLeaseNotFound;
        }
        auto response = apply(state, request);
        commit(state);
        return response;
      });
}

Answer<pb::DeleteRangeResponse> delete_range(State& state, const Caller& caller,
                                             const pb::DeleteRangeRequest& request) {
  if (request.key().empty()) {
    return kEmptyKey;
  }
  return identify(state, caller)
      .and_then([&](const Identity& who) {
        return check_size(state, request).and_then([&] { return permitted(state, who, request); });
      })
      .and_then([&]() -> Answer<pb::DeleteRangeResponse> {
        ++state.raft_index;
        auto response = apply(state, request);
        commit(state);
        return response;
      });
}

Answer<pb::CompactionResponse> compact(State& state, const Caller& caller, const pb::CompactionRequest& request) {
  return identify(state, caller).and_then([&](const Identity&) -> Answer<pb::CompactionResponse> {
    ++state.raft_index;
    if (request.revision() <= state.store.compacted()) {
      return kCompacted;
    }
    if (request.revision() > state.store.revision()) {
      return kFutureRevision;
    }
    state.store.compact(request.revision());
    pb::CompactionResponse response;
    response.mutable_header()->set_revision(state.store.revision());
    return response;
  });
}

}  // namespace roadworthy::mocks::etcd
