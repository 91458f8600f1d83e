#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "checks/json_expectation.h"
#include "checks/matcher.h"
#include "checks/value_place.h"
#include "core/check.h"
#include "probe/http_probe.h"

namespace roadworthy {

/// A status, or a whole class of them.
struct StatusRange {
  int lowest = 0;
  int highest = 0;
  std::string text;  ///< `404`, `4xx`
};

/// What a check expects of an HTTP answer. Without a single expectation any answer will do.
struct HttpExpectation {
  std::vector<StatusRange> statuses;                     ///< In one of them; empty: any.
  std::vector<std::pair<std::string, Matcher>> headers;  ///< By name; a header that is missing is nothing there.
  JsonExpectation json;                                  ///< All of them.
  std::vector<JsonExpectation> any_of;                   ///< At least one of these alternatives.
  std::vector<ValueExpectation> values;                  ///< All of them.
  std::optional<Matcher> prometheus;                     ///< Of the number of samples; the body is Prometheus text.
  std::optional<Matcher> text;                           ///< Of the whole body.
  std::optional<Matcher> size;                           ///< Of the body, in bytes.
  std::optional<Duration> faster_than;                   ///< From the connection to the last byte.

  [[nodiscard]] std::string describe() const;
  [[nodiscard]] std::vector<Mismatch> compare(const HttpAnswer& answer) const;
};

/// Takes `status`, `headers`, `json`, `any_of`, `value`, `prometheus`, `text`, `size` and `faster_than`.
[[nodiscard]] HttpExpectation parse_http_expectation(Decoder& decode);

/// Takes `status` and `headers` alone.
[[nodiscard]] HttpExpectation parse_http_head_expectation(Decoder& decode);

/// `200 application/json, 45 bytes: {"status":"healthy"...`, on one line, whatever came.
[[nodiscard]] std::string describe_answer(const HttpAnswer& answer);

}  // namespace roadworthy
