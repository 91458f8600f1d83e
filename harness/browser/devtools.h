#pragma once

#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

#include "core/runtime.h"

namespace roadworthy {

/// What the message of an error begins with when a method is refused.
inline constexpr std::string_view kChromiumRefuses = "Chromium refuses ";
/// The word for a request that ends because an interface of this machine came or went, as those of other stands do.
inline constexpr std::string_view kNetworkChanged = "net::ERR_NETWORK_CHANGED";

/// The Chrome DevTools Protocol over two pipes: JSON messages, each with a zero byte behind it.
class DevTools {
 public:
  DevTools(UniqueFd to, UniqueFd from, const Stand& stand)
      : to_(std::move(to)), from_(std::move(from)), stand_(stand) {}

  /// Calls a method and returns its result; what else comes meanwhile is passed over. `session` of a page, or empty.
  /// Errors: `environment` (it went away, it refuses, no answer by the deadline), `interrupted`.
  [[nodiscard]] Result<nlohmann::json> call(const std::string& method, nlohmann::json parameters,
                                            const std::string& session, TimePoint deadline);
  /// How many requests ended with `kNetworkChanged`, as far as answers were read. Of pages with `Network.enable`.
  [[nodiscard]] std::uint64_t network_changes() const { return network_changes_; }

 private:
  [[nodiscard]] Result<std::string> read_message(TimePoint deadline);

  UniqueFd to_;
  UniqueFd from_;
  const Stand& stand_;
  std::string unread_;
  int last_id_ = 0;
  std::uint64_t network_changes_ = 0;
};

}  // namespace roadworthy
