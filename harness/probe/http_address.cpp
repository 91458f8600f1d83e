#include <memory>

#include <curl/curl.h>
#include <fmt/format.h>

#include "probe/http_probe.h"

namespace roadworthy {
namespace {

struct UrlDeleter {
  void operator()(CURLU* handle) const { curl_url_cleanup(handle); }
};
using CurlUrl = std::unique_ptr<CURLU, UrlDeleter>;

std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  std::string copy;
  if (curl_url_get(url, which, &text, flags) == CURLUE_OK) {
    copy = text;
  }
  curl_free(text);
  return copy;
}

}  // namespace

Result<HttpAddress> parse_http_address(const std::string& url) {
  const CurlUrl parsed(curl_url());
  if (!url.starts_with("http://") ||
      curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_PATH_AS_IS) != CURLUE_OK) {
    return fail(ErrorKind::invalid_file, fmt::format("`{}` is no http address", url),
                "write it as http://HOST:PORT/PATH");
  }
  if (!part(parsed.get(), CURLUPART_USER).empty() || !part(parsed.get(), CURLUPART_PASSWORD).empty()) {
    return fail(ErrorKind::invalid_file, "a user name or password does not belong in an address",
                "send it as a header, from a secret variable");
  }
  HttpAddress address;
  address.host = part(parsed.get(), CURLUPART_HOST);
  address.port = static_cast<std::uint16_t>(std::stoul(part(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT)));
  const std::string query = part(parsed.get(), CURLUPART_QUERY);
  address.target = part(parsed.get(), CURLUPART_PATH) + (query.empty() ? "" : "?" + query);
  return address;
}

}  // namespace roadworthy
