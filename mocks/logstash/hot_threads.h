#pragma once

#include <optional>
#include <string>

#include "core/error.h"
#include "mocks/logstash/node.h"

namespace roadworthy::mocks {

/// Parameters of `GET /_node/hot_threads`, with its defaults.
struct HotThreadsQuery {
  std::size_t threads = 10;
  bool ignore_idle_threads = true;
  std::size_t stacktrace_size = 50;
  std::string ordered_by = "cpu";  ///< cpu, wait or block
};

/// The busiest threads as JSON: what stands under `hot_threads`.
[[nodiscard]] Json hot_threads(const HotThreadsQuery& query, const Figures& figures, const std::string& time);
/// The same for people, as `?human` gives it.
[[nodiscard]] std::string hot_threads_text(const HotThreadsQuery& query, const Figures& figures,
                                           const std::string& host, const std::string& time);

}  // namespace roadworthy::mocks
