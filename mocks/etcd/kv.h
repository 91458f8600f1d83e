#pragma once

#include "mocks/etcd/state.h"

namespace roadworthy::mocks::etcd {

/// The service KV. Each checks the request, then the caller's rights, then acts; headers have the revision alone.
Answer<pb::RangeResponse> range(State& state, const Caller& caller, const pb::RangeRequest& request);
Answer<pb::PutResponse> put(State& state, const Caller& caller, const pb::PutRequest& request);
Answer<pb::DeleteRangeResponse> delete_range(State& state, const Caller& caller, const pb::DeleteRangeRequest& request);
Answer<pb::TxnResponse> transact(State& state, const Caller& caller, const pb::TxnRequest& request);
Answer<pb::CompactionResponse> compact(State& state, const Caller& caller, const pb::CompactionRequest& request);

/// What the operations do once everything is checked, as part of the open writes; shared by `transact`.
Answer<pb::RangeResponse> apply(const State& state, const pb::RangeRequest& request);
Answer<pb::PutResponse> apply(State& state, const pb::PutRequest& request);
pb::DeleteRangeResponse apply(State& state, const pb::DeleteRangeRequest& request);

/// What is wrong with a request whatever the state.
Answer<void> check(const pb::PutRequest& request);
Answer<void> check(const pb::TxnRequest& request, std::int64_t most_operations);

/// Whether `who` may do what the request asks.
Answer<void> permitted(const State& state, const Identity& who, const pb::PutRequest& request);
Answer<void> permitted(const State& state, const Identity& who, const pb::DeleteRangeRequest& request);
/// A lease takes its keys with it, so whoever uses it must be allowed to write them.
Answer<void> permitted_lease(const State& state, const Identity& who, std::int64_t lease);

/// The caller, from its token; whoever replays needs none.
Answer<Identity> identify(State& state, const Caller& caller);

}  // namespace roadworthy::mocks::etcd
