#include <algorithm>

#include <zlib.h>

#include "mocks/etcd/kv.h"
#include "mocks/etcd/services.h"

namespace roadworthy::mocks::etcd {
namespace {

Answer<void> only_managers(State& state, const Caller& caller) {
  return identify(state, caller).and_then([&](const Identity& who) { return state.auth.may_manage(who); });
}

/// As `only_managers`; this service alone hands its failures on as they are within the server.
Answer<void> only_maintainers(State& state, const Caller& caller) {
  auto allowed = only_managers(state, caller);
  constexpr std::string_view kPrefix = "etcdserver: ";
  if (!allowed && allowed.error().text.starts_with(kPrefix)) {
    return std::unexpected(Failure{Code::unknown, "auth: " + allowed.error().text.substr(kPrefix.size())});
  }
  return allowed;
}

template <typename Response>
Response with_members(const State& state) {
  Response response;
  response.mutable_members()->Assign(state.cluster.members.begin(), state.cluster.members.end());
  return response;
}

auto find_member(State& state, std::uint64_t id) {
  return std::ranges::find(state.cluster.members, id, [](const pb::Member& member) { return member.id(); });
}

template <typename Urls>
bool taken(const State& state, const Urls& urls) {
  return std::ranges::any_of(state.cluster.members, [&](const pb::Member& member) {
    return std::ranges::any_of(member.peerurls(),
                               [&](const std::string& url) { return std::ranges::find(urls, url) != urls.end(); });
  });
}

template <typename Urls>
bool valid_urls(const Urls& urls) {
  return !urls.empty() && std::ranges::all_of(urls, [](const std::string& url) {
    return url.starts_with("http://") || url.starts_with("https://");
  });
}

/// A checksum of every key as it is at `revision`; equal stores have equal ones, but not those of a real etcd.
std::uint32_t checksum(const Store& store, std::int64_t revision) {
  uLong sum = ::crc32(0, nullptr, 0);
  const auto add = [&](const std::string& text) {
    sum = ::crc32(sum, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size()));
  };
  store.visit(Interval(std::string_view("\0", 1), std::string_view("\0", 1)), revision, 0, [&](const EntryPtr& entry) {
    add(entry->key);
    add(entry->value);
    add(std::to_string(entry->mod_revision));
  });
  return static_cast<std::uint32_t>(sum);
}

}  // namespace

Answer<pb::MemberAddResponse> add_member(State& state, const Caller& caller, pb::MemberAddRequest& request) {
  return only_managers(state, caller).and_then([&]() -> Answer<pb::MemberAddResponse> {
    if (!valid_urls(request.peerurls())) {
      return kBadMemberUrls;
    }
    if (taken(state, request.peerurls())) {
      return kMemberExists;
    }
    pb::Member member;
    member.set_id(id_of(request.peerurls(0)));
    *member.mutable_peerurls() = request.peerurls();
    member.set_islearner(request.islearner());
    state.cluster.members.push_back(member);
    auto response = with_members<pb::MemberAddResponse>(state);
    *response.mutable_member() = member;
    return response;
  });
}

Answer<pb::MemberRemoveResponse> remove_member(State& state, const Caller& caller, pb::MemberRemoveRequest& request) {
  return only_managers(state, caller).and_then([&]() -> Answer<pb::MemberRemoveResponse> {
    const auto member = find_member(state, request.id());
    if (member == state.cluster.members.end()) {
      return kMemberNotFound;
    }
    if (member == state.cluster.members.begin()) {
      return std::unexpected(
          Failure{Code::failed_precondition, "etcdserver: re-configuration failed due to not enough started members"});
    }
    state.cluster.members.erase(member);
    return with_members<pb::MemberRemoveResponse>(state);
  });
}

Answer<pb::MemberUpdateResponse> update_member(State& state, const Caller& caller, pb::MemberUpdateRequest& request) {
  return only_managers(state, caller).and_then([&]() -> Answer<pb::MemberUpdateResponse> {
    const auto member = find_member(state, request.id());
    if (!valid_urls(request.peerurls())) {
      return kBadMemberUrls;
    }
    if (member == state.cluster.members.end()) {
      return kMemberNotFound;
    }
    *member->mutable_peerurls() = request.peerurls();
    return with_members<pb::MemberUpdateResponse>(state);
  });
}

Answer<pb::MemberListResponse> list_members(State& state, const Caller&, pb::MemberListRequest&) {
  return with_members<pb::MemberListResponse>(state);
}

Answer<pb::MemberPromoteResponse> promote_member(State& state, const Caller& caller,
                                                 pb::MemberPromoteRequest& request) {
  return only_managers(state, caller).and_then([&]() -> Answer<pb::MemberPromoteResponse> {
    const auto member = find_member(state, request.id());
    if (member == state.cluster.members.end()) {
      return kMemberNotFound;
    }
    if (!member->islearner()) {
      return kNotLearner;
    }
    member->set_islearner(false);
    return with_members<pb::MemberPromoteResponse>(state);
  });
}

Answer<pb::AlarmResponse> alarm(State& state, const Caller& caller, pb::AlarmRequest& request) {
  return identify(state, caller).transform([&](const Identity&) {
    pb::AlarmResponse response;
    const auto add = [&](const std::pair<std::uint64_t, pb::AlarmType>& raised) {
      pb::AlarmMember& alarm = *response.add_alarms();
      alarm.set_memberid(raised.first);
      alarm.set_alarm(raised.second);
    };
    const std::pair named{request.memberid(), request.alarm()};
    if (request.action() == pb::AlarmRequest::GET) {
      for (const auto& raised : state.cluster.alarms) {
        if (request.alarm() == pb::NONE || request.alarm() == raised.second) {
          add(raised);
        }
      }
    } else if (request.action() == pb::AlarmRequest::ACTIVATE && request.alarm() != pb::NONE) {
      state.cluster.alarms.insert(named);
      add(named);
    } else if (request.action() == pb::AlarmRequest::DEACTIVATE && state.cluster.alarms.erase(named) > 0) {
      add(named);
    }
    return response;
  });
}

Answer<pb::StatusResponse> status(State& state, const Caller&, pb::StatusRequest&) {
  constexpr std::int64_t kEmptyDatabase = 20 * 1024;
  pb::StatusResponse response;
  response.set_version(state.cluster.version);
  response.set_dbsize(kEmptyDatabase + static_cast<std::int64_t>(state.store.bytes()));
  response.set_dbsizeinuse(response.dbsize());
  response.set_leader(state.cluster.leader());
  response.set_raftindex(state.raft_index);
  response.set_raftappliedindex(state.raft_index);
  response.set_raftterm(state.cluster.term);
  if (state.cluster.leader() == 0) {
    response.add_errors(std::string(kNoLeader.text));
  }
  for (const auto& [member, alarm] : state.cluster.alarms) {
    response.add_errors("memberID:" + std::to_string(member) + " alarm:" + pb::AlarmType_Name(alarm) + " ");
  }
  return response;
}

Answer<pb::DefragmentResponse> defragment(State& state, const Caller& caller, pb::DefragmentRequest&) {
  return only_maintainers(state, caller).transform([] { return pb::DefragmentResponse(); });
}

Answer<pb::HashResponse> hash(State& state, const Caller& caller, pb::HashRequest&) {
  return only_maintainers(state, caller).transform([&] {
    pb::HashResponse response;
    response.set_hash(checksum(state.store, state.store.revision()));
    return response;
  });
}

Answer<pb::HashKVResponse> hash_kv(State& state, const Caller& caller, pb::HashKVRequest& request) {
  return only_maintainers(state, caller).and_then([&]() -> Answer<pb::HashKVResponse> {
    if (request.revision() > state.store.revision()) {
      return kFutureRevision;
    }
    if (request.revision() > 0 && request.revision() < state.store.compacted()) {
      return kCompacted;
    }
    pb::HashKVResponse response;
    response.set_hash(checksum(state.store, request.revision() > 0 ? request.revision() : state.store.revision()));
    response.set_compact_revision(state.store.compacted());
    return response;
  });
}

Answer<pb::MoveLeaderResponse> move_leader(State& state, const Caller& caller, pb::MoveLeaderRequest& request) {
  return only_maintainers(state, caller).and_then([&]() -> Answer<pb::MoveLeaderResponse> {
    const auto member = find_member(state, request.targetid());
    if (member == state.cluster.members.end() || member->islearner()) {
      return kBadTransferee;
    }
    return pb::MoveLeaderResponse();
  });
}

Answer<pb::DowngradeResponse> downgrade(State& state, const Caller& caller, pb::DowngradeRequest& request) {
  return only_managers(state, caller).and_then([&]() -> Answer<pb::DowngradeResponse> {
    if (request.action() == pb::DowngradeRequest::CANCEL) {
      return kNoDowngrade;
    }
    return kDowngradeVersion;
  });
}

}  // namespace roadworthy::mocks::etcd
