#pragma once

#include <election.pb.h>
#include <lock.pb.h>

#include "mocks/etcd/state.h"

namespace roadworthy::mocks::etcd {

namespace lockpb = ::v3lockpb;
namespace electionpb = ::v3electionpb;

/// The services Lock and Election: who holds a name is whose key below it, `NAME/LEASE`, is the oldest. Without a lease
/// a caller is given one of sixty seconds. `lock` and `campaign` answer `kNotYet` as long as an older key is there.
Answer<lockpb::LockResponse> lock(State& state, const Caller& caller, lockpb::LockRequest& request);
Answer<lockpb::UnlockResponse> unlock(State& state, const Caller& caller, lockpb::UnlockRequest& request);
Answer<electionpb::CampaignResponse> campaign(State& state, const Caller& caller, electionpb::CampaignRequest& request);
Answer<electionpb::ProclaimResponse> proclaim(State& state, const Caller& caller, electionpb::ProclaimRequest& request);
Answer<electionpb::LeaderResponse> leader(State& state, const Caller& caller, electionpb::LeaderRequest& request);
inline constexpr KnownFailure kNobodyLeads{Code::unknown, "election: no leader"};
Answer<electionpb::ResignResponse> resign(State& state, const Caller& caller, electionpb::ResignRequest& request);

/// The key with which somebody waits, and the beginning that it shares with those of others.
std::string contender(const std::string& name, std::int64_t lease);
std::string contenders(const std::string& name);

}  // namespace roadworthy::mocks::etcd
