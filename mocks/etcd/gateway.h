#pragma once

#include <httplib.h>

#include "mocks/etcd/service.h"

namespace roadworthy::mocks::etcd {

/// What etcd answers over HTTP/1.1: the JSON gateway below `/v3/`, and `/health`, `/version`, `/metrics`.
class Gateway {
 public:
  Gateway(Service& service, std::size_t endpoint) : service_(service), endpoint_(endpoint) {}

  /// In a handler of `mocks::Server`. A stream is answered for as long as the client reads it.
  void answer(const httplib::Request& request, httplib::Response& response);

 private:
  void call(const Method& method, const httplib::Request& request, httplib::Response& response);
  void stream(const Method& method, const httplib::Request& request, httplib::Response& response);

  Service& service_;
  const std::size_t endpoint_;
};

/// `/health`, `/version`, `/metrics`; false when `path` is none of these.
[[nodiscard]] bool answer_side_endpoint(Service& service, std::size_t endpoint, const httplib::Request& request,
                                        httplib::Response& response);

}  // namespace roadworthy::mocks::etcd
