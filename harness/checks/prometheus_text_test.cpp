#include "checks/prometheus_text.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace roadworthy {
namespace {

using testing::HasSubstr;

std::string problem_of(std::string_view text) {
  const auto samples = parse_prometheus_text(text);
  return samples ? "" : samples.error();
}

/// The example of "Exposition formats", in short.
constexpr std::string_view kExample = R"(# HELP http_requests_total The total number of HTTP requests.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total{method="post",code="400"}    3 1395066363000

# Escaping in label values:
msdos_file_access_time_seconds{path="C:\\DIR\\FILE.TXT",error="Cannot find file:\n\"FILE.TXT\""} 1.458255915e9
metric_without_timestamp_and_labels 12.47
something_weird{problem="division by zero"} +Inf -3982045
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{le="0.05",} 24054
http_request_duration_seconds_bucket{le="+Inf"} 144320
http_request_duration_seconds_sum 53423
http_request_duration_seconds_count 144320
)";

TEST(PrometheusText, IsReadSampleBySample) {
  const auto samples = parse_prometheus_text(kExample);
  ASSERT_TRUE(samples) << samples.error();
  EXPECT_EQ(samples->size(), 9U);
  EXPECT_EQ(samples->at(0).value, 1027);
  EXPECT_EQ(samples->at(2).labels.at(1).second, "Cannot find file:\n\"FILE.TXT\"");
  EXPECT_TRUE(std::isinf(samples->at(4).value));
}

TEST(PrometheusText, MayBeEmpty) {
  EXPECT_EQ(problem_of(""), "");
  EXPECT_EQ(problem_of("\n# a comment\n"), "");
}

TEST(PrometheusText, ThatIsNoneSaysInWhichLine) {
  EXPECT_EQ(problem_of("up 1\n{\"keys\":1}\n"), "line 2: no metric's name");
  EXPECT_EQ(problem_of("up 1"), "line 1: the last line has no newline");
  EXPECT_EQ(problem_of("up\n"), "line 1: `` is no value");
  EXPECT_EQ(problem_of("up one\n"), "line 1: `one` is no value");
  EXPECT_EQ(problem_of("up 1 2 3\n"), "line 1: `23` is no time in milliseconds");
  EXPECT_EQ(problem_of("1up 1\n"), "line 1: no metric's name");
  EXPECT_THAT(problem_of("up{a=\"said \"no\"\"} 1\n"), HasSubstr("neither a comma nor a closing brace"));
  EXPECT_THAT(problem_of("up{a=\"x} 1\n"), HasSubstr("no closing quote"));
  EXPECT_THAT(problem_of("up{a=\"\\t\"} 1\n"), HasSubstr("a backslash before something else"));
  EXPECT_THAT(problem_of("up{a=x} 1\n"), HasSubstr("is not in quotes"));
  EXPECT_THAT(problem_of("up{a=\"1\",a=\"2\"} 1\n"), HasSubstr("the label a comes twice"));
  EXPECT_THAT(problem_of("# TYPE up gauge\n# TYPE up gauge\n"), HasSubstr("line 2: a second TYPE of up"));
  EXPECT_THAT(problem_of("# TYPE up guage\n"), HasSubstr("`guage` is no type"));
  EXPECT_THAT(problem_of("up 1\n# TYPE up gauge\n"), HasSubstr("the TYPE of up comes behind its samples"));
  EXPECT_THAT(problem_of("a 1\nb 1\na{x=\"1\"} 1\n"), HasSubstr("line 3: lines of a do not stand together"));
  EXPECT_THAT(problem_of("a{x=\"1\",y=\"2\"} 1\na{y=\"2\",x=\"1\"} 1\n"),
              HasSubstr("comes twice with the same labels"));
}

TEST(SampleName, FindsASampleByItsNameAndSomeOfItsLabels) {
  const auto samples = parse_prometheus_text(kExample).value();
  const auto* found = find_sample(samples, parse_sample_name(R"(http_requests_total{code="400"})").value());
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->value, 3);
  EXPECT_EQ(find_sample(samples, parse_sample_name("nothing").value()), nullptr);
  EXPECT_FALSE(parse_sample_name("a{b}"));
  EXPECT_FALSE(parse_sample_name("a b"));
}

}  // namespace
}  // namespace roadworthy
