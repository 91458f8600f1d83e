#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "checks/checks.h"
#include "checks/companion.h"
#include "checks/http_expectation.h"
#include "probe/request.h"

namespace roadworthy {
namespace {

/// `http: "GET http://edge:3000/api/health", status: 503, json: { /reasons: { not_empty: true } }`
struct HttpCheck {
  CheckRequest request;
  HttpExpectation expectation;
  std::vector<Companion> companions;
};

/// Looks at what the answer is to agree with, before it is asked for.
Result<std::vector<Comparison>> begin_companions(const HttpCheck& check, Stand& stand, TimePoint until) {
  std::vector<Comparison> begun;
  for (const Companion& companion : check.companions) {
    auto comparison = companion.begin(stand, until);
    if (!comparison) {
      return std::unexpected(std::move(comparison.error()));
    }
    begun.push_back(*std::move(comparison));
  }
  return begun;
}

/// What a companion does not answer is told like what a subject does not answer.
std::string describe(const HttpCheck& check) {
  std::string text = check.expectation.describe();
  for (const Companion& companion : check.companions) {
    text = (text == "anything" ? "" : text + ", ") + companion.expected;
  }
  return text;
}

Result<Observation> look(const HttpCheck& check, Stand& stand, TimePoint deadline) {
  const TimePoint until = std::min(deadline, stand.clock().now() + check.request.timeout);
  Observation observation;
  const auto without_answer = [&](Error error) -> Result<Observation> {
    if (error.kind != ErrorKind::no_answer) {
      return std::unexpected(std::move(error));
    }
    observation.answered = false;
    observation.sample = "none";
    observation.seen = "no answer: " + error.message;
    observation.mismatches.push_back({describe(check), observation.seen});
    return observation;
  };
  const auto begun = begin_companions(check, stand, until);
  if (!begun) {
    return without_answer(begun.error());
  }
  auto answer = exchange(stand, check.request.request, until);
  if (!answer) {
    return without_answer(answer.error());
  }
  observation.sample = fmt::format("{}", answer->status);
  observation.mismatches = check.expectation.compare(*answer);
  std::vector<Mismatch> agreement;
  for (const Comparison& comparison : *begun) {
    auto differences = comparison(*answer, stand, until);
    if (!differences) {
      return without_answer(differences.error());
    }
    if (!differences->empty() && !stand.topology().secrets.empty()) {
      *differences = {{differences->front().expected, "something else, which may hold secrets"}};
    }
    std::ranges::move(*differences, std::back_inserter(agreement));
  }
  std::ranges::copy(agreement, std::back_inserter(observation.mismatches));
  observation.holds = observation.mismatches.empty();
  if (const Secrets& secrets = stand.topology().secrets; !secrets.empty()) {
    // Hidden before anything is cut, so that no part of one is left over.
    answer->body = secrets.hide(answer->body);
    if (auto shown = check.expectation.compare(*answer); !observation.holds && !shown.empty()) {
      observation.mismatches = std::move(shown);
      std::ranges::move(agreement, std::back_inserter(observation.mismatches));
    }
  }
  observation.body = answer->body.substr(0, 4096);
  observation.seen = describe_answer(*answer);
  return observation;
}

}  // namespace

Check parse_http_check(Decoder& decode) {
  HttpCheck check{.request = take_request(decode, "http", std::chrono::seconds(5)),
                  .expectation = parse_http_expectation(decode),
                  .companions = {}};
  if (const auto node = decode.take("same_as_file")) {
    check.companions.push_back(parse_same_as_file(*node, decode.errors()));
  }
  if (const auto node = decode.take("agrees_with")) {
    check.companions.push_back(parse_agrees_with(*node, decode.errors()));
  }
  Check parsed{.kind = "http",
               .description = fmt::format("{} answers {}", check.request.description, describe(check)),
               .target = check.request.target,
               .addresses = check.request.addresses,
               .volumes = {},
               .look = {}};
  for (const Companion& companion : check.companions) {
    std::ranges::copy(companion.addresses, std::back_inserter(parsed.addresses));
    std::ranges::copy(companion.volumes, std::back_inserter(parsed.volumes));
  }
  parsed.look = [check](Stand& stand, TimePoint deadline) { return look(check, stand, deadline); };
  return parsed;
}

}  // namespace roadworthy
