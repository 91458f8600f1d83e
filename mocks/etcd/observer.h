#pragma once

#include <deque>
#include <memory>
#include <optional>

#include "mocks/etcd/locks.h"
#include "mocks/etcd/service.h"

namespace roadworthy::mocks::etcd {

/// A call of Election.Observe: who leads, and each of its proclamations, from the present leader on. As etcd's own
/// client does it that the service asks: it follows the leader's key, and when that goes asks who leads then.
/// https://etcd.io/docs/v3.5/dev-guide/api_concurrency_reference_v3/. Thread-safe as its stream is: one reader.
class Observer {
 public:
  /// `kick` is called, from any thread, when there may be something to send.
  Observer(Service& service, Caller caller, electionpb::LeaderRequest request, std::function<void()> kick);
  ~Observer();
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;

  /// The next answer, if there is one; the failure that ends the call.
  [[nodiscard]] std::optional<Answer<electionpb::LeaderResponse>> next();

 private:
  /// Asks who leads; empty while nobody does.
  [[nodiscard]] std::optional<Answer<electionpb::LeaderResponse>> ask();
  [[nodiscard]] std::optional<electionpb::LeaderResponse> follow(const pb::ResponseHeader& header,
                                                                 const mvccpb::Event& event);

  Service& service_;
  const Caller caller_;
  electionpb::LeaderRequest request_;
  std::unique_ptr<WatchStream> changes_;
  std::deque<std::pair<pb::ResponseHeader, mvccpb::Event>> unread_;
  bool asks_ = true;       ///< Who leads is to be asked.
  std::string leader_;     ///< The key that is followed; empty while nobody leads.
  std::int64_t seen_ = 0;  ///< What was written up to this revision is in what was sent.
};

}  // namespace roadworthy::mocks::etcd
