#include "mocks/etcd/state.h"

namespace roadworthy::mocks::etcd {

std::uint64_t id_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a.
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  return hash | 1;
}

Turn::~Turn() {
  const bool woken = state_.hub.has_woken();
  lock_.unlock();
  if (woken) {
    state_.woken.notify_one();
  }
}

void commit(State& state) {
  if (!state.store.changed()) {
    return;
  }
  const std::vector<EntryPtr> written = state.store.commit();
  state.hub.wrote(written);
}

Answer<void> revoke(State& state, std::int64_t lease) {
  const auto keys = state.leases.take(lease);
  if (!keys) {
    return std::unexpected(keys.error());
  }
  for (const std::string& key : *keys) {
    state.store.remove(key);
  }
  commit(state);
  return {};
}

void fill_header(const State& state, const Caller& caller, pb::ResponseHeader& header, bool with_revision) {
  header.set_cluster_id(state.cluster.id);
  header.set_member_id(state.cluster.member_of(caller.endpoint));
  header.set_raft_term(state.cluster.term);
  if (with_revision && header.revision() == 0) {
    header.set_revision(state.store.revision());
  }
}

}  // namespace roadworthy::mocks::etcd
