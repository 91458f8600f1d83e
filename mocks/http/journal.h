#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace roadworthy::mocks {

/// One request that a stand-in received, and how it was answered.
struct Exchange {
  std::uint64_t number = 0;  ///< Counts from 1 over the program's life.
  std::chrono::system_clock::time_point at{};
  std::string peer;  ///< `127.0.0.1:40312`
  std::string method;
  std::string target;  ///< As it stood in the request line, query included.
  std::string path;    ///< Percent-decoded, without the query.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;                 ///< The first bytes of it; see `JournalLimits`.
  std::size_t body_bytes = 0;       ///< Its whole size.
  int status = 0;                   ///< 0: no answer (yet).
  std::vector<std::string> faults;  ///< Names of the faults that applied.
};

/// What bounds a journal's memory. The oldest exchanges go first; the count of all is kept.
struct JournalLimits {
  std::size_t exchanges = 2'000;
  std::size_t body_bytes = 64 * 1024;             ///< Kept of one body.
  std::size_t all_body_bytes = 16 * 1024 * 1024;  ///< Kept of all bodies together.
};

struct JournalQuery {
  std::string path_prefix;   ///< Empty: any path.
  std::string method;        ///< Empty: any method.
  std::uint64_t after = 0;   ///< Only exchanges with a greater number.
  std::size_t newest = 100;  ///< At most so many of those that match.
};

struct JournalAnswer {
  std::uint64_t total = 0;          ///< Requests ever received.
  std::uint64_t matching = 0;       ///< Kept exchanges that match, also those beyond `newest`.
  std::uint64_t oldest_kept = 0;    ///< Number of the oldest kept exchange; 0 when there is none.
  std::vector<Exchange> exchanges;  ///< In order of arrival.
};

/// Remembers what was received. Thread-safe.
class Journal {
 public:
  explicit Journal(JournalLimits limits = {}) : limits_(limits) {}

  /// Takes an exchange in, cuts its body, and returns the number that it was given.
  std::uint64_t received(Exchange exchange);
  /// Notes an answer; does nothing for an exchange that is no longer kept.
  void answered(std::uint64_t number, int status);

  [[nodiscard]] JournalAnswer find(const JournalQuery& query) const;

 private:
  const JournalLimits limits_;
  mutable std::mutex mutex_;
  std::deque<Exchange> exchanges_;
  std::size_t kept_body_bytes_ = 0;
  std::uint64_t total_ = 0;
};

/// As the control channel shows it. A body that is not UTF-8 comes as `body_base64` in place of `body`.
[[nodiscard]] nlohmann::json to_json(const Exchange& exchange);

}  // namespace roadworthy::mocks
