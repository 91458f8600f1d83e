#include "mocks/etcd/waiting.h"

namespace roadworthy::mocks::etcd {

Waiting::Waiting(Service& service, const Method& method, Caller caller, std::optional<Fault> fault,
                 std::unique_ptr<Method::Message> request, std::function<void()> kick)
    : service_(service),
      method_(method),
      caller_(std::move(caller)),
      fault_(std::move(fault)),
      request_(std::move(request)) {
  service_.started(method_);
  changes_ = service_.changes_below(method_.awaits(*request_), std::move(kick));
}

Waiting::~Waiting() {
  const std::scoped_lock lock(mutex_);
  {
    const Turn turn(service_.state);
    changes_.reset();
  }
  if (!answered_) {
    service_.handled(method_, Code::canceled);
    service_.leave(method_, *request_);
  }
}

std::optional<Waiting::Outcome> Waiting::try_again() {
  const std::scoped_lock lock(mutex_);
  if (answered_) {
    return std::nullopt;
  }
  while (service_.next(*changes_, caller_)) {
  }
  Outcome outcome = service_.call(method_, caller_, *request_, fault_ ? &*fault_ : nullptr);
  if (!outcome && outcome.error().code == kNotYet.code) {
    return std::nullopt;
  }
  answered_ = true;
  service_.handled(method_, outcome ? Code::ok : outcome.error().code);
  return outcome;
}

}  // namespace roadworthy::mocks::etcd
