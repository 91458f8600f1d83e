#pragma once

#include <optional>
#include <thread>
#include <utility>

namespace roadworthy {

/// Runs `work` in a thread of its own and returns what it returned. Namespaces that the thread enters (`setns`,
/// `unshare`) end with it, so the caller's own are never at stake.
template <typename Work>
[[nodiscard]] auto in_own_thread(Work work) {
  std::optional<decltype(work())> result;
  std::thread([&] { result.emplace(work()); }).join();
  return *std::move(result);
}

}  // namespace roadworthy
