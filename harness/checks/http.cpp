#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "checks/checks.h"
#include "checks/http_expectation.h"
#include "checks/request.h"

namespace roadworthy {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

/// `http: "GET http://edge:3000/api/health", status: 503, json: { /reasons: { not_empty: true } }`
struct HttpCheck {
  CheckRequest request;
  HttpExpectation expectation;
};

Result<Observation> look(const HttpCheck& check, Stand& stand, TimePoint deadline) {
  const TimePoint until = std::min(deadline, stand.clock().now() + check.request.timeout);
  auto answer = exchange(stand, check.request.request, until);
  Observation observation;
  if (!answer) {
    if (answer.error().kind != ErrorKind::no_answer) {
      return std::unexpected(std::move(answer.error()));
    }
    observation.answered = false;
    observation.sample = "none";
    observation.seen = "no answer: " + answer.error().message;
    observation.mismatches.push_back({check.expectation.describe(), observation.seen});
    return observation;
  }
  observation.sample = fmt::format("{}", answer->status);
  observation.mismatches = check.expectation.compare(*answer);
  observation.holds = observation.mismatches.empty();
  if (const Secrets& secrets = stand.topology().secrets; !secrets.empty()) {
    // Hidden before anything is cut, so that no part of one is left over.
    answer->body = secrets.hide(answer->body);
    if (auto shown = check.expectation.compare(*answer); !observation.holds && !shown.empty()) {
      observation.mismatches = std::move(shown);
    }
  }
  observation.body = answer->body.substr(0, 4096);
  observation.seen = describe_answer(*answer);
  return observation;
}

}  // namespace

Check parse_http_check(Decoder& decode) {
  HttpCheck check{.request = take_request(decode, "http", 5s), .expectation = parse_http_expectation(decode)};
  return {.kind = "http",
          .description = fmt::format("{} answers {}", check.request.description, check.expectation.describe()),
          .target = check.request.target,
          .addresses = check.request.addresses,
          .look = [check](Stand& stand, TimePoint deadline) { return look(check, stand, deadline); }};
}

}  // namespace roadworthy
