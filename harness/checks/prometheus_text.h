#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roadworthy {

/// One sample of Prometheus' text format.
struct PrometheusSample {
  std::string name;
  std::vector<std::pair<std::string, std::string>> labels;  ///< In order; each name once.
  double value = 0.0;
};

/// Reads the text format, version 0.0.4, as "Exposition formats" in Prometheus' documentation describes it: strictly,
/// as the scrape of a whole target. The error is a sentence with the number of the line: a name, a label, an escape, a
/// value or a time that is none, a `TYPE` that there is not, comes twice or behind its samples, lines of one metric
/// that do not stand together, a sample that comes twice, a last line without a newline, more than 100,000 samples.
[[nodiscard]] std::expected<std::vector<PrometheusSample>, std::string> parse_prometheus_text(std::string_view text);

/// Reads `NAME` or `NAME{label="value",...}`, the way in which a sample is named.
[[nodiscard]] std::expected<PrometheusSample, std::string> parse_sample_name(std::string_view text);

/// The first sample of that name that has these labels, perhaps among others; nullptr without one.
[[nodiscard]] const PrometheusSample* find_sample(const std::vector<PrometheusSample>& samples,
                                                  const PrometheusSample& named);

}  // namespace roadworthy
