#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/check.h"
#include "document/decoder.h"
#include "probe/http_probe.h"

namespace roadworthy {

/// A request that a check or an action sends.
struct CheckRequest {
  HttpRequest request;
  Duration timeout{};                 ///< For the whole answer.
  std::string description;            ///< `GET http://edge:3000/api/health from app`
  std::string target;                 ///< See Check.
  std::vector<NamedPlace> addresses;  ///< See Check.
};

/// Takes `key` (`METHOD URL`), `from`, `body`, `request_headers` and `timeout`.
[[nodiscard]] CheckRequest take_request(Decoder& decode, std::string_view key, Duration timeout);

/// Reads `METHOD URL` from a node, for a request that begins where `like` does, with its headers and its timeout.
[[nodiscard]] CheckRequest read_request(const NodeView& node, Errors& errors, const CheckRequest& like);

}  // namespace roadworthy
