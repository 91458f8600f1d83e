#pragma once

#include <cstdint>
#include <memory>
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

/// An answer whose body is read piece by piece, for a body that need not be kept. What holds of `exchange` holds of it;
/// the limit on the body's size is that of all its pieces together.
class HttpStream {
 public:
  /// Sends the request; returns as soon as the head of the answer is there.
  [[nodiscard]] static Result<HttpStream> open(Stand& stand, const HttpRequest& request, TimePoint deadline,
                                               const HttpLimits& limits = {});
  HttpStream(const HttpStream&) = delete;
  HttpStream& operator=(const HttpStream&) = delete;
  HttpStream(HttpStream&&) noexcept;
  HttpStream& operator=(HttpStream&&) noexcept;
  ~HttpStream();

  /// Status and headers; the body stays empty. `body_cut` and `took` are final once `next` returned an empty piece.
  [[nodiscard]] const HttpAnswer& answer() const;
  /// The next piece of the body, at most 2 MiB, good until the next call; empty at the end.
  [[nodiscard]] Result<std::string_view> next();

 private:
  struct State;
  explicit HttpStream(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
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
