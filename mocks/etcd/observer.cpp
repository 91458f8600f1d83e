#include "mocks/etcd/observer.h"

namespace roadworthy::mocks::etcd {
namespace {

/// What the service says whatever went wrong behind it.
constexpr KnownFailure kObserveEnds{Code::unknown, "election: observe closed early"};

}  // namespace

Observer::Observer(Service& service, Caller caller, electionpb::LeaderRequest request, std::function<void()> kick)
    : service_(service), caller_(std::move(caller)), request_(std::move(request)) {
  changes_ = service_.changes_below(contenders(request_.name()), std::move(kick));
}

Observer::~Observer() {
  const Turn turn(service_.state);
  changes_.reset();
}

std::optional<Answer<electionpb::LeaderResponse>> Observer::next() {
  while (true) {
    if (asks_) {
      asks_ = false;
      if (auto answer = ask()) {
        return answer;
      }
    }
    if (unread_.empty()) {
      const auto changes = service_.next(*changes_, caller_);
      if (!changes) {
        return std::nullopt;
      }
      for (const mvccpb::Event& event : changes->events()) {
        unread_.emplace_back(changes->header(), event);
      }
      continue;
    }
    const auto [header, event] = std::move(unread_.front());
    unread_.pop_front();
    if (auto response = follow(header, event)) {
      return *response;
    }
  }
}

std::optional<Answer<electionpb::LeaderResponse>> Observer::ask() {
  const Turn turn(service_.state);
  auto answer = leader(service_.state, caller_, request_);
  seen_ = service_.state.store.revision();
  if (!answer) {
    leader_.clear();
    if (answer.error().text == kNobodyLeads.text) {
      return std::nullopt;
    }
    return kObserveEnds;
  }
  leader_ = answer->kv().key();
  fill_header(service_.state, caller_, *answer->mutable_header());
  return answer;
}

std::optional<electionpb::LeaderResponse> Observer::follow(const pb::ResponseHeader& header,
                                                           const mvccpb::Event& event) {
  const bool removed = event.type() == mvccpb::Event::DELETE;
  if (event.kv().mod_revision() <= seen_ || (leader_.empty() ? removed : event.kv().key() != leader_)) {
    return std::nullopt;
  }
  if (removed) {
    asks_ = true;
    return std::nullopt;
  }
  electionpb::LeaderResponse response;
  *response.mutable_header() = header;
  *response.mutable_kv() = event.kv();
  if (leader_.empty()) {
    leader_ = event.kv().key();
    response.mutable_header()->set_revision(event.kv().mod_revision());
  }
  return response;
}

}  // namespace roadworthy::mocks::etcd
