#pragma once

#include <chrono>
#include <thread>

namespace roadworthy::mocks {

/// For tests: whether `holds` becomes true within half a minute. Looks often; returns as soon as it does.
template <typename Condition>
[[nodiscard]] bool eventually(const Condition& holds) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) {
      return false;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

}  // namespace roadworthy::mocks
