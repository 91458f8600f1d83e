#pragma once

#include <memory>
#include <string>

#include <curl/curl.h>

#include "runtime/docker/engine_address.h"

namespace roadworthy {

struct CurlDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct CurlMultiDeleter {
  void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};
using CurlMulti = std::unique_ptr<CURLM, CurlMultiDeleter>;
using CurlHandle = std::unique_ptr<CURL, CurlDeleter>;
using CurlList = std::unique_ptr<curl_slist, CurlDeleter>;

/// Points a transfer at an Engine: socket, certificates, and no proxy, redirect or signal on the way.
inline void aim(CURL* curl, const EngineAddress& address) {
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  if (address.is_local()) {
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, address.socket_path.c_str());
  }
  if (address.tls) {
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, address.verify ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, address.verify ? 2L : 0L);
    if (!address.ca_file.empty()) {
      curl_easy_setopt(curl, CURLOPT_CAINFO, address.ca_file.c_str());
    }
    if (!address.certificate_file.empty()) {
      curl_easy_setopt(curl, CURLOPT_SSLCERT, address.certificate_file.c_str());
      curl_easy_setopt(curl, CURLOPT_SSLKEY, address.key_file.c_str());
    }
  }
}

[[nodiscard]] inline std::string url_of(const EngineAddress& address, const std::string& path) {
  return (address.tls ? "https://" : "http://") + address.authority + path;
}

}  // namespace roadworthy
