#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "mocks/etcd/service.h"

namespace roadworthy::mocks::etcd {

/// A call of a waiting method: it is made again whenever one of the keys changes that it waits for. Thread-safe.
class Waiting {
 public:
  using Outcome = Answer<std::unique_ptr<Method::Message>>;

  /// `kick` is called, from any thread, when it is time to `try_again`.
  Waiting(Service& service, const Method& method, Caller caller, std::optional<Fault> fault,
          std::unique_ptr<Method::Message> request, std::function<void()> kick);
  /// Gives its place up unless it was answered.
  ~Waiting();
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  /// The answer, once; empty while it has to wait, and after the answer.
  [[nodiscard]] std::optional<Outcome> try_again();

 private:
  Service& service_;
  const Method& method_;
  const Caller caller_;
  const std::optional<Fault> fault_;
  std::mutex mutex_;  ///< Guards what follows.
  const std::unique_ptr<Method::Message> request_;
  std::unique_ptr<WatchStream> changes_;
  bool answered_ = false;
};

}  // namespace roadworthy::mocks::etcd
