#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "checks/checks.h"
#include "checks/http_expectation.h"
#include "probe/http_probe.h"

namespace roadworthy {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

/// `http: "GET http://edge:3000/api/health", status: 503, json: { /reasons: { not_empty: true } }`
struct HttpCheck {
  HttpRequest request;
  Duration timeout = 5s;
  HttpExpectation expectation;
};

Result<Observation> look(const HttpCheck& check, Stand& stand, TimePoint deadline) {
  const TimePoint until = std::min(deadline, stand.clock().now() + check.timeout);
  auto answer = exchange(stand, check.request, until);
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
  observation.body = answer->body.substr(0, 4096);
  observation.seen = describe_answer(*answer);
  observation.mismatches = check.expectation.compare(*answer);
  observation.holds = observation.mismatches.empty();
  return observation;
}

/// Reads `METHOD URL`; a mistake goes to the decoder.
void parse_request(Decoder& decode, HttpRequest& request) {
  const auto text = decode.required<std::string>("http");
  if (text.empty()) {
    return;
  }
  const auto space = text.find(' ');
  const std::string method = text.substr(0, space);
  const bool is_method = !method.empty() && std::ranges::all_of(method, [](char c) { return c >= 'A' && c <= 'Z'; });
  if (space == std::string::npos || !is_method) {
    decode.fail("http", fmt::format("`{}` is no request", text), "write METHOD and address: GET http://POD:PORT/PATH");
    return;
  }
  auto address = parse_http_address(text.substr(space + 1));
  if (!address) {
    decode.fail("http", address.error().message, address.error().remedy);
    return;
  }
  request.method = method;
  request.address = std::move(*address);
}

}  // namespace

Check parse_http_check(Decoder& decode) {
  HttpCheck check;
  parse_request(decode, check.request);
  check.request.from = decode.optional<std::string>("from").value_or("");
  check.request.body = decode.optional<std::string>("body").value_or("");
  for (const auto& [name, value] : decode.optional<std::map<std::string, std::string>>("request_headers")
                                       .value_or(std::map<std::string, std::string>{})) {
    check.request.headers.emplace_back(name, value);
  }
  check.timeout = decode.optional<Duration>("timeout").value_or(check.timeout);
  check.expectation = parse_http_expectation(decode);

  Check parsed{.kind = "http", .description = "", .addresses = {}, .look = {}};
  const HttpAddress& address = check.request.address;
  const auto where = decode.node().find("http");
  const SourceSpan span = where ? where->span() : decode.node().span();
  if (address.host == "localhost" || address.host.starts_with("127.")) {
    if (check.request.from.empty()) {
      decode.fail("http", fmt::format("whose `{}` is meant?", address.host),
                  "name the pod, or add `from: CONTAINER` to ask from inside its pod");
    }
  } else if (!address.host.empty()) {
    parsed.addresses.push_back({address.host, span});
  }
  if (decode.has("from")) {
    parsed.addresses.push_back({check.request.from, decode.node().find("from")->span()});
  }
  parsed.target = fmt::format("{} http://{}:{}{} from {}", check.request.method, address.host, address.port,
                              address.target, check.request.from);
  parsed.description =
      fmt::format("{} http://{}:{}{}{} answers {}", check.request.method, address.host, address.port, address.target,
                  check.request.from.empty() ? "" : " from " + check.request.from, check.expectation.describe());
  parsed.look = [check](Stand& stand, TimePoint deadline) { return look(check, stand, deadline); };
  return parsed;
}

}  // namespace roadworthy
