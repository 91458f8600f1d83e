#include <algorithm>

#include "mocks/etcd/kv.h"

namespace roadworthy::mocks::etcd {
namespace {

using Operations = google::protobuf::RepeatedPtrField<pb::RequestOp>;

/// Below, at or above 0, as the entry's side compares with the request's.
int compare_sides(const pb::Compare& compare, const Entry& entry) {
  const auto sign = [](std::int64_t a, std::int64_t b) { return a < b ? -1 : a > b ? 1 : 0; };
  switch (compare.target()) {
    case pb::Compare::VALUE:
      return entry.value.compare(compare.value());
    case pb::Compare::CREATE:
      return sign(entry.create_revision, compare.create_revision());
    case pb::Compare::MOD:
      return sign(entry.mod_revision, compare.mod_revision());
    case pb::Compare::LEASE:
      return sign(entry.lease, compare.lease());
    default:
      return sign(entry.version, compare.version());
  }
}

bool holds(const pb::Compare& compare, const Entry& entry) {
  const int sides = compare_sides(compare, entry);
  switch (compare.result()) {
    case pb::Compare::EQUAL:
      return sides == 0;
    case pb::Compare::NOT_EQUAL:
      return sides != 0;
    case pb::Compare::GREATER:
      return sides > 0;
    case pb::Compare::LESS:
      return sides < 0;
    default:
      return true;
  }
}

bool holds(const Store& store, const pb::Compare& compare) {
  bool all = true;
  const auto count = store.visit(Interval(compare.key(), compare.range_end()), store.reading(), 0,
                                 [&](const EntryPtr& entry) { all = all && holds(compare, *entry); });
  if (count == 0) {
    return compare.target() != pb::Compare::VALUE && holds(compare, Entry{});
  }
  return all;
}

/// Which branches will be taken, this transaction's first, then those of the ones within it: all compares come before
/// all writes.
void decide(const Store& store, const pb::TxnRequest& request, std::vector<bool>& path) {
  const bool succeeded = std::ranges::all_of(request.compare(), [&](const auto& each) { return holds(store, each); });
  path.push_back(succeeded);
  for (const pb::RequestOp& operation : succeeded ? request.success() : request.failure()) {
    if (operation.has_request_txn()) {
      decide(store, operation.request_txn(), path);
    }
  }
}

using Path = std::vector<bool>::const_iterator;

/// Calls `use` for each operation on the way that was decided for; the first failure ends it.
template <typename Use>
Answer<void> walk(const pb::TxnRequest& request, Path& path, const Use& use) {
  for (const pb::RequestOp& operation : *path++ ? request.success() : request.failure()) {
    auto used = operation.has_request_txn() ? walk(operation.request_txn(), path, use) : use(operation);
    if (!used) {
      return used;
    }
  }
  return {};
}

Answer<void> check_put_now(const State& state, const pb::RequestOp& operation) {
  if (!operation.has_request_put()) {
    return {};
  }
  const pb::PutRequest& request = operation.request_put();
  if ((request.ignore_value() || request.ignore_lease()) && !state.store.find(request.key(), state.store.revision())) {
    return kKeyNotFound;
  }
  return request.lease() != 0 && state.leases.find(request.lease()) == nullptr ? Answer<void>(kLeaseNotFound)
                                                                               : Answer<void>{};
}

Answer<void> check_range_now(const State& state, const pb::RequestOp& operation) {
  const std::int64_t revision = operation.has_request_range() ? operation.request_range().revision() : 0;
  if (revision == 0) {
    return {};
  }
  if (revision > state.store.revision()) {
    return kFutureRevision;
  }
  return revision < state.store.compacted() ? Answer<void>(kCompacted) : Answer<void>{};
}

Answer<void> run(State& state, const pb::TxnRequest& request, Path& path, pb::TxnResponse& response) {
  response.set_succeeded(*path++);
  response.mutable_header();
  for (const pb::RequestOp& operation : response.succeeded() ? request.success() : request.failure()) {
    pb::ResponseOp& answer = *response.add_responses();
    Answer<void> done;
    switch (operation.request_case()) {
      case pb::RequestOp::kRequestRange:
        done =
            apply(static_cast<const State&>(state), operation.request_range()).transform([&](pb::RangeResponse&& each) {
              *answer.mutable_response_range() = std::move(each);
            });
        break;
      case pb::RequestOp::kRequestPut:
        done = apply(state, operation.request_put()).transform([&](pb::PutResponse&& each) {
          *answer.mutable_response_put() = std::move(each);
        });
        break;
      case pb::RequestOp::kRequestDeleteRange:
        *answer.mutable_response_delete_range() = apply(state, operation.request_delete_range());
        break;
      default:
        done = run(state, operation.request_txn(), path, *answer.mutable_response_txn());
        break;
    }
    if (!done) {
      return done;
    }
  }
  return {};
}

Answer<void> permitted(const State& state, const Identity& who, const pb::RequestOp& operation) {
  switch (operation.request_case()) {
    case pb::RequestOp::kRequestRange:
      return state.auth.may(who, authpb::Permission::READ, operation.request_range().key(),
                            operation.request_range().range_end());
    case pb::RequestOp::kRequestPut:
      // As the real 3.5 does: here it asks neither for the lease's other keys nor to read what a put gives back.
      return state.auth.may(who, authpb::Permission::WRITE, operation.request_put().key(), "");
    case pb::RequestOp::kRequestDeleteRange:
      return permitted(state, who, operation.request_delete_range());
    default:
      return {};  // As the real one, which does not look into a transaction within a transaction.
  }
}

Answer<void> permitted(const State& state, const Identity& who, const pb::TxnRequest& request) {
  for (const pb::Compare& compare : request.compare()) {
    if (auto allowed = state.auth.may(who, authpb::Permission::READ, compare.key(), compare.range_end()); !allowed) {
      return allowed;
    }
  }
  for (const Operations* const operations : {&request.success(), &request.failure()}) {
    for (const pb::RequestOp& operation : *operations) {
      if (auto allowed = permitted(state, who, operation); !allowed) {
        return allowed;
      }
    }
  }
  return {};
}

bool writes(const pb::TxnRequest& request) {
  const auto does = [](const pb::RequestOp& operation) {
    return operation.has_request_txn() ? writes(operation.request_txn()) : !operation.has_request_range();
  };
  return std::ranges::any_of(request.success(), does) || std::ranges::any_of(request.failure(), does);
}

}  // namespace

Answer<pb::TxnResponse> transact(State& state, const Caller& caller, const pb::TxnRequest& request) {
  if (auto checked = check(request, state.limits.operations); !checked) {
    return std::unexpected(checked.error());
  }
  const auto who = identify(state, caller);
  if (!who) {
    return std::unexpected(who.error());
  }
  const bool changes = writes(request);
  if (changes && request.ByteSizeLong() + 17 > state.limits.request_bytes) {
    return kRequestTooLarge;
  }
  if (auto allowed = permitted(state, *who, request); !allowed) {
    return std::unexpected(allowed.error());
  }
  state.raft_index += changes ? 1 : 0;
  std::vector<bool> path;
  decide(state.store, request, path);
  auto way = path.cbegin();
  auto checked = walk(request, way, [&](const auto& operation) { return check_put_now(state, operation); });
  if (checked) {
    way = path.begin();
    checked = walk(request, way, [&](const auto& operation) { return check_range_now(state, operation); });
  }
  if (!checked) {
    return std::unexpected(checked.error());
  }
  pb::TxnResponse response;
  way = path.begin();
  const auto ran = run(state, request, way, response);
  response.mutable_header()->set_revision(state.store.reading());
  commit(state);
  if (!ran) {
    return std::unexpected(ran.error());
  }
  return response;
}

}  // namespace roadworthy::mocks::etcd
