#pragma once

#include <functional>
#include <thread>
#include <vector>

#include "core/error.h"

namespace roadworthy {

/// Does everything at once and returns when all of it is done.
inline void in_parallel(const std::vector<std::function<void()>>& work) {
  if (work.size() == 1) {
    work.front()();
    return;
  }
  std::vector<std::jthread> threads;
  threads.reserve(work.size());
  for (const auto& each : work) {
    threads.emplace_back(each);
  }
}

/// The same for what may fail: the first error, the words of the others behind its own.
[[nodiscard]] inline Result<void> all_in_parallel(const std::vector<std::function<Result<void>()>>& work) {
  std::vector<Result<void>> results(work.size());
  std::vector<std::function<void()>> wrapped;
  for (std::size_t index = 0; index < work.size(); ++index) {
    wrapped.emplace_back([&, index] { results[index] = work[index](); });
  }
  in_parallel(wrapped);
  Result<void> all;
  for (const Result<void>& each : results) {
    if (!each && all) {
      all = each;
    } else if (!each && all.error().message.find(each.error().message) == std::string::npos) {
      all.error().message += "; " + each.error().message;
    }
  }
  return all;
}

}  // namespace roadworthy
