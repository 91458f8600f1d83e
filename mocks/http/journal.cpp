#include "mocks/http/journal.h"

#include <algorithm>
#include <ranges>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base64.h"
#include "mocks/http/encoding.h"

namespace roadworthy::mocks {
namespace {

bool matches(const Exchange& exchange, const JournalQuery& query) {
  return exchange.number > query.after && exchange.path.starts_with(query.path_prefix) &&
         (query.method.empty() || exchange.method == query.method);
}

}  // namespace

std::uint64_t Journal::received(Exchange exchange) {
  exchange.body_bytes = exchange.body.size();
  exchange.body.resize(std::min(exchange.body.size(), limits_.body_bytes));
  const std::scoped_lock lock(mutex_);
  exchange.number = ++total_;
  kept_body_bytes_ += exchange.body.size();
  exchanges_.push_back(std::move(exchange));
  while (exchanges_.size() > limits_.exchanges ||
         (kept_body_bytes_ > limits_.all_body_bytes && exchanges_.size() > 1)) {
    kept_body_bytes_ -= exchanges_.front().body.size();
    exchanges_.pop_front();
  }
  return total_;
}

void Journal::answered(std::uint64_t number, int status) {
  const std::scoped_lock lock(mutex_);
  if (exchanges_.empty() || number < exchanges_.front().number || number > total_) {
    return;
  }
  exchanges_[number - exchanges_.front().number].status = status;
}

JournalAnswer Journal::find(const JournalQuery& query) const {
  const std::scoped_lock lock(mutex_);
  JournalAnswer answer{.total = total_, .oldest_kept = exchanges_.empty() ? 0 : exchanges_.front().number};
  for (const Exchange& exchange : exchanges_ | std::views::reverse) {
    if (matches(exchange, query) && ++answer.matching <= query.newest) {
      answer.exchanges.push_back(exchange);
    }
  }
  std::ranges::reverse(answer.exchanges);
  return answer;
}

nlohmann::json to_json(const Exchange& exchange) {
  nlohmann::json headers = nlohmann::json::array();
  for (const auto& [name, value] : exchange.headers) {
    headers.push_back({as_text(name), as_text(value)});
  }
  const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(exchange.at.time_since_epoch()).count();
  nlohmann::json out{
      {"number", exchange.number},
      {"at", fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(exchange.at)),
                         millis % 1000)},
      {"peer", exchange.peer},
      {"method", as_text(exchange.method)},
      {"target", as_text(exchange.target)},
      {"path", as_text(exchange.path)},
      {"headers", std::move(headers)},
      {"body_bytes", exchange.body_bytes},
      {"status", exchange.status},
      {"faults", exchange.faults},
  };
  if (is_utf8(exchange.body)) {
    out["body"] = exchange.body;
  } else {
    out["body_base64"] = to_base64(exchange.body);
  }
  return out;
}

}  // namespace roadworthy::mocks
