#include "mocks/etcd/locks.h"

#include <fmt/format.h>

#include "mocks/etcd/kv.h"
#include "mocks/etcd/methods.h"
#include "mocks/etcd/services.h"

namespace roadworthy::mocks::etcd {
namespace {

constexpr std::int64_t kSessionSeconds = 60;
constexpr KnownFailure kNotLeader{Code::unknown, "election: not leader"};
constexpr KnownFailure kNoLeaderKey{Code::unknown, "\"leader\" field must be provided"};

/// The services ask the others as a client does, and hand on what a client says: a failure's text, without its code.
template <typename Response>
Answer<Response> handed_on(Answer<Response> answer) {
  if (!answer && answer.error().code != kNotYet.code) {
    answer.error().code = Code::unknown;
  }
  return answer;
}

/// The lease of a caller's session. What is replayed had its lease when it was done first.
Answer<std::int64_t> session(State& state, const Caller& caller, std::int64_t lease) {
  if (lease != 0 && !(caller.replays && state.leases.find(lease) == nullptr)) {
    return lease;
  }
  pb::LeaseGrantRequest wanted;
  wanted.set_id(lease);
  wanted.set_ttl(kSessionSeconds);
  return grant(state, caller, wanted).transform([](const pb::LeaseGrantResponse& granted) { return granted.id(); });
}

/// `then` is done if `key` was created at `revision` (0: is not there), else the key is read.
Answer<pb::TxnResponse> if_created_at(State& state, const Caller& caller, const std::string& key, std::int64_t revision,
                                      const pb::RequestOp& then) {
  pb::TxnRequest request;
  pb::Compare& compare = *request.add_compare();
  compare.set_target(pb::Compare::CREATE);
  compare.set_result(pb::Compare::EQUAL);
  compare.set_key(key);
  compare.set_create_revision(revision);
  *request.add_success() = then;
  request.add_failure()->mutable_request_range()->set_key(key);
  return transact(state, caller, request);
}

pb::RequestOp put_of(const std::string& key, const std::string& value, std::int64_t lease) {
  pb::RequestOp operation;
  operation.mutable_request_put()->set_key(key);
  operation.mutable_request_put()->set_value(value);
  operation.mutable_request_put()->set_lease(lease);
  return operation;
}

/// The oldest key below `name`, if there is one.
Answer<pb::RangeResponse> oldest(State& state, const Caller& caller, const std::string& name) {
  const std::string beginning = contenders(name);
  pb::RangeRequest request;
  request.set_key(beginning);
  request.set_range_end(beginning.substr(0, beginning.size() - 1) + static_cast<char>('/' + 1));
  request.set_sort_target(pb::RangeRequest::CREATE);
  request.set_sort_order(pb::RangeRequest::ASCEND);
  request.set_limit(1);
  return range(state, caller, request);
}

/// Takes its place below `name`, unless it has one; answers with its key as it is then.
Answer<mvccpb::KeyValue> contend(State& state, const Caller& caller, const std::string& name, std::int64_t lease,
                                 const std::string& value) {
  const std::string key = contender(name, lease);
  return if_created_at(state, caller, key, 0, put_of(key, value, lease)).transform([&](const pb::TxnResponse& done) {
    mvccpb::KeyValue mine;
    if (done.succeeded()) {
      mine.set_key(key);
      mine.set_value(value);
      mine.set_create_revision(done.header().revision() != 0 ? done.header().revision() : state.store.revision());
    } else {
      mine = done.responses(0).response_range().kvs(0);
    }
    return mine;
  });
}

/// `answer`, once nobody was there before `mine`.
template <typename Response>
Answer<Response> when_oldest(State& state, const Caller& caller, const std::string& name, const mvccpb::KeyValue& mine,
                             const Response& answer) {
  return oldest(state, caller, name).and_then([&](const pb::RangeResponse& first) -> Answer<Response> {
    if (first.kvs_size() > 0 && first.kvs(0).create_revision() < mine.create_revision()) {
      return kNotYet;
    }
    return answer;
  });
}

}  // namespace

std::string contenders(const std::string& name) {
  return name + "/";
}

std::string contender(const std::string& name, std::int64_t lease) {
  return fmt::format("{}{:x}", contenders(name), lease);
}

Answer<lockpb::LockResponse> lock(State& state, const Caller& caller, lockpb::LockRequest& request) {
  return handed_on(session(state, caller, request.lease()).and_then([&](std::int64_t lease) {
    request.set_lease(lease);
    return contend(state, caller, request.name(), lease, "").and_then([&](const mvccpb::KeyValue& mine) {
      lockpb::LockResponse response;
      response.set_key(mine.key());
      return when_oldest(state, caller, request.name(), mine, response);
    });
  }));
}

Answer<lockpb::UnlockResponse> unlock(State& state, const Caller& caller, lockpb::UnlockRequest& request) {
  pb::DeleteRangeRequest removal;
  removal.set_key(request.key());
  return handed_on(delete_range(state, caller, removal).transform([](const pb::DeleteRangeResponse&) {
    return lockpb::UnlockResponse();
  }));
}

Answer<electionpb::CampaignResponse> campaign(State& state, const Caller& caller,
                                              electionpb::CampaignRequest& request) {
  return handed_on(session(state, caller, request.lease()).and_then([&](std::int64_t lease) {
    request.set_lease(lease);
    return contend(state, caller, request.name(), lease, request.value())
        .and_then([&](const mvccpb::KeyValue& mine) -> Answer<electionpb::CampaignResponse> {
          electionpb::CampaignResponse response;
          response.mutable_header()->set_revision(mine.create_revision());  // When it took its place, not when it won.
          electionpb::LeaderKey& key = *response.mutable_leader();
          key.set_name(request.name());
          key.set_key(mine.key());
          key.set_rev(mine.create_revision());
          key.set_lease(lease);
          if (mine.value() != request.value()) {
            electionpb::ProclaimRequest again;
            *again.mutable_leader() = key;
            again.set_value(request.value());
            if (auto said = proclaim(state, caller, again); !said) {
              return std::unexpected(said.error());
            }
          }
          return when_oldest(state, caller, request.name(), mine, response);
        });
  }));
}

Answer<electionpb::ProclaimResponse> proclaim(State& state, const Caller& caller,
                                              electionpb::ProclaimRequest& request) {
  if (!request.has_leader()) {
    return kNoLeaderKey;
  }
  electionpb::LeaderKey& key = *request.mutable_leader();
  return handed_on(session(state, caller, key.lease())
                       .and_then([&](std::int64_t lease) {
                         key.set_lease(lease);
                         return if_created_at(state, caller, key.key(), key.rev(),
                                              put_of(key.key(), request.value(), lease));
                       })
                       .and_then([](const pb::TxnResponse& done) -> Answer<electionpb::ProclaimResponse> {
                         if (!done.succeeded()) {
                           return kNotLeader;
                         }
                         return electionpb::ProclaimResponse();
                       }));
}

Answer<electionpb::LeaderResponse> leader(State& state, const Caller& caller, electionpb::LeaderRequest& request) {
  return handed_on(oldest(state, caller, request.name())
                       .and_then([](const pb::RangeResponse& first) -> Answer<electionpb::LeaderResponse> {
                         if (first.kvs().empty()) {
                           return kNobodyLeads;
                         }
                         electionpb::LeaderResponse response;
                         *response.mutable_kv() = first.kvs(0);
                         return response;
                       }));
}

Answer<electionpb::ResignResponse> resign(State& state, const Caller& caller, electionpb::ResignRequest& request) {
  if (!request.has_leader()) {
    return kNoLeaderKey;
  }
  pb::RequestOp removal;
  removal.mutable_request_delete_range()->set_key(request.leader().key());
  return handed_on(if_created_at(state, caller, request.leader().key(), request.leader().rev(), removal)
                       .transform([](const pb::TxnResponse&) { return electionpb::ResignResponse(); }));
}

}  // namespace roadworthy::mocks::etcd
