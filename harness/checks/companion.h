#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/check.h"
#include "document/decoder.h"
#include "probe/http_probe.h"

namespace roadworthy {

/// Holds an answer against what was there at the same time; called once, after it came. Nothing is left of it when it
/// agrees.
using Comparison = std::function<Result<std::vector<Mismatch>>(const HttpAnswer&, Stand&, TimePoint deadline)>;

/// Another source that an answer must agree with: a file in a volume, what a stand-in has reported. It is looked at
/// before the request and again after it, so that an answer is right when it was right at some moment in between.
struct Companion {
  std::string expected;  ///< `the last 5 lines of logs/app.log`
  std::vector<NamedPlace> addresses;
  std::vector<NamedPlace> volumes;
  /// The look before the request.
  std::function<Result<Comparison>(Stand&, TimePoint deadline)> begin;
};

/// `same_as_file: { file: VOLUME/PATH, last_lines: 5 }`
[[nodiscard]] Companion parse_same_as_file(const NodeView& node, Errors& errors);

/// `agrees_with: { stand_in: logstash, values: [/events/in, [/version, /build]], log_types: true }`
[[nodiscard]] Companion parse_agrees_with(const NodeView& node, Errors& errors);

}  // namespace roadworthy
