#pragma once

#include <expected>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "checks/matcher.h"
#include "checks/prometheus_text.h"
#include "core/check.h"
#include "probe/http_probe.h"

namespace roadworthy {

/// Where in an HTTP answer a value stands. A contract that leaves the shape of an answer open has it from the profile:
///
///   /data/value              a JSON Pointer into the body
///   body                     the whole body as a text, without white space at its ends
///   status                   the status, a number
///   head                     all headers as a text, each a line `Name: value`
///   header X-Value           a header, a text
///   metric up{job="config"}  a sample of Prometheus' text format, a number; of a body that is one
class ValuePlace {
 public:
  /// The error says what a place is.
  [[nodiscard]] static std::expected<ValuePlace, std::string> parse(const std::string& text);

  /// The value there; nothing where there is none. The error says why the body cannot be read as the place needs it.
  [[nodiscard]] std::expected<std::optional<nlohmann::json>, std::string> find(const HttpAnswer& answer) const;
  /// As it was written.
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  struct Pointer {
    nlohmann::json::json_pointer pointer;
  };
  struct Body {};
  struct Status {};
  struct Head {};
  struct Header {
    std::string name;
  };
  struct Metric {
    PrometheusSample named;
  };
  std::string text_;
  std::variant<Body, Pointer, Status, Head, Header, Metric> place_;
};

/// A matcher for a value whose place the subject's profile may name.
struct ValueExpectation {
  ValuePlace at;
  Matcher is;
};

/// Reads `{ at: PLACE, is: MATCHER }`, or a list of such.
void parse_values(const NodeView& node, Errors& errors, std::vector<ValueExpectation>& values);
void compare_values(const std::vector<ValueExpectation>& values, const HttpAnswer& answer,
                    std::vector<Mismatch>& mismatches);

}  // namespace roadworthy
