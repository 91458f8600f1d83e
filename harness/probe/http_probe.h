#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/runtime.h"

namespace roadworthy {

/// The parts of an `http://` address that a probe needs.
struct HttpAddress {
  std::string host;
  std::uint16_t port = 80;
  std::string target = "/";  ///< Path and query.
};

/// Refuses what is no absolute http URL, and user names or passwords in it.
[[nodiscard]] Result<HttpAddress> parse_http_address(const std::string& url);

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method = "GET";
  HttpAddress address;
  HttpHeaders headers;
  std::string body;
  std::string from;  ///< Container inside whose pod the request begins; empty: outside the pods.
};

/// Whatever a subject sends, an answer costs no more than this.
struct HttpLimits {
  std::size_t header_bytes = 64u << 10;
  std::size_t body_bytes = 8u << 20;
};

struct HttpAnswer {
  int status = 0;
  HttpHeaders headers;  ///< In order; names as they came.
  std::string body;
  bool body_cut = false;  ///< The body was longer than the limit; reading stopped there.
  Duration took{};

  /// Value of the first header of that name, in any case; nullptr without one.
  [[nodiscard]] const std::string* header(std::string_view name) const;
};

/// One HTTP/1.1 exchange on a connection of its own, through `stand.connect`; no redirect is followed, no proxy asked,
/// no compression offered. Returns by `deadline`, however slowly the answer trickles in.
///
/// Errors: `no_answer` with what went wrong in words ("connection refused", "no answer within 2s", "the body ended
/// after 12 of 500 bytes", "the header block is longer than 65536 bytes"); `interrupted` soon after the stand was; what
/// `stand.connect` reports beyond that.
[[nodiscard]] Result<HttpAnswer> exchange(Stand& stand, const HttpRequest& request, TimePoint deadline,
                                          const HttpLimits& limits = {});

}  // namespace roadworthy
