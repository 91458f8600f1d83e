#pragma once

#include "mocks/etcd/answer.h"

namespace roadworthy::mocks::etcd {

/// The HTTP status that etcd's gateway gives a code of gRPC; the journal shows it for both fronts.
[[nodiscard]] constexpr int http_status(Code code) {
  switch (code) {
    case Code::ok:
      return 200;
    case Code::canceled:
      return 408;
    case Code::invalid_argument:
    case Code::failed_precondition:
    case Code::out_of_range:
      return 400;
    case Code::deadline_exceeded:
      return 504;
    case Code::not_found:
      return 404;
    case Code::already_exists:
    case Code::aborted:
      return 409;
    case Code::permission_denied:
      return 403;
    case Code::unauthenticated:
      return 401;
    case Code::resource_exhausted:
      return 429;
    case Code::unimplemented:
      return 501;
    case Code::unavailable:
      return 503;
    default:
      return 500;
  }
}

/// As etcd's metrics name a code.
[[nodiscard]] constexpr const char* name_of(Code code) {
  constexpr const char* kNames[] = {
      "OK",       "Canceled",       "Unknown",          "InvalidArgument",   "DeadlineExceeded",
      "NotFound", "AlreadyExists",  "PermissionDenied", "ResourceExhausted", "FailedPrecondition",
      "Aborted",  "OutOfRange",     "Unimplemented",    "Internal",          "Unavailable",
      "DataLoss", "Unauthenticated"};
  return kNames[static_cast<int>(code)];
}

/// The words that go with such a status.
[[nodiscard]] constexpr const char* status_text(int status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 503:
      return "Service Unavailable";
    default:
      return "Internal Server Error";
  }
}

}  // namespace roadworthy::mocks::etcd
