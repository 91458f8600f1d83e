#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <curl/curl.h>

#include "probe/http_probe.h"

namespace roadworthy {

struct CurlDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Curl = std::unique_ptr<CURL, CurlDeleter>;
using CurlList = std::unique_ptr<curl_slist, CurlDeleter>;

/// Names of headers, whatever their case.
[[nodiscard]] bool same_name(std::string_view left, std::string_view right);

[[nodiscard]] CurlList list_of(const std::vector<std::string>& lines);

/// State that libcurl's callbacks share during one exchange.
struct Exchange {
  Stand& stand;
  const HttpRequest request;
  TimePoint deadline;
  const HttpLimits limits;
  HttpAnswer answer;
  std::string piece;           ///< Of the body: what has come and was not taken yet.
  std::size_t body_bytes = 0;  ///< All that has come of the body.
  std::size_t header_bytes = 0;
  bool head_complete = false;
  bool headers_too_long = false;
  std::optional<Error> connect_error;
  CURL* curl = nullptr;
};

/// Makes the handle ask for what `state` says. Everything given must outlive the transfer.
void set_options(CURL* curl, Exchange& state, curl_slist* headers, curl_slist* resolve, char* error_text);

/// Words for why no answer came.
[[nodiscard]] std::string describe_failure(CURL* curl, const Exchange& state, CURLcode code, Duration allowed,
                                           const char* detail);

/// A set of transfers, with one in it for as long as this lives.
class Transfer {
 public:
  explicit Transfer(CURL* curl) : multi_(curl_multi_init()), curl_(curl) {
    if (multi_ != nullptr) {
      curl_multi_add_handle(multi_, curl_);
    }
  }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer() {
    if (multi_ != nullptr) {
      curl_multi_remove_handle(multi_, curl_);
      curl_multi_cleanup(multi_);
    }
  }

  /// Goes on until the exchange is over (then its result), the run is interrupted, or `enough` says so (then nothing).
  template <typename Enough>
  std::optional<CURLcode> perform(const Stand& stand, Enough enough) {
    // A socket that is ready ends a wait at once; an interrupt is met no later than this.
    constexpr int kWaitMilliseconds = 10;
    int running = 1;
    while (multi_ != nullptr && curl_multi_perform(multi_, &running) == CURLM_OK) {
      if (running == 0) {
        int left = 0;
        const CURLMsg* message = curl_multi_info_read(multi_, &left);
        return message == nullptr ? CURLE_FAILED_INIT : message->data.result;
      }
      if (enough()) {
        return std::nullopt;
      }
      if (stand.interrupted()) {
        return CURLE_ABORTED_BY_CALLBACK;
      }
      if (curl_multi_poll(multi_, nullptr, 0, kWaitMilliseconds, nullptr) != CURLM_OK) {
        break;
      }
    }
    return CURLE_FAILED_INIT;
  }

 private:
  CURLM* multi_;
  CURL* curl_;
};

}  // namespace roadworthy
