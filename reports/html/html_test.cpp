#include "reports/html/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/html/escape.h"
#include "reports/testing/golden.h"
#include "reports/testing/sample_run.h"

namespace roadworthy {
namespace {

std::string report_of(const RunVerdict& run) {
  return whole_text([&](const TextSink& out) { write_html(run, out); });
}

using testing::HasSubstr;
using testing::Not;

TEST(Html, ShowsTheWholeRunOnOnePage) {
  EXPECT_TRUE(matches_golden(report_of(sample_run()), "html/golden/run.html"));
}

TEST(Html, NeedsNothingFromElsewhereAndRunsNothing) {
  const std::string page = report_of(sample_run());
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("src=\"http")));
  EXPECT_THAT(page, Not(HasSubstr("href=")));
}

TEST(Html, TakesNoMarkupFromASubject) {
  RunVerdict run = passed_run();
  run.scenarios.in_memory().front().name = "<script>alert('x')</script>\x1b[31m";
  run.scenarios.in_memory().front().rerun = "\"><img src=x onerror=alert(1)>";

  const std::string page = report_of(run);

  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;\\x1b[31m"));
  EXPECT_THAT(page, HasSubstr("&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"));
}

TEST(Html, HoldsThePictureThatACheckTook) {
  RunVerdict run = passed_run();
  run.scenarios.in_memory().front().steps.front().evidence.picture = "iVBORw0KGgo=";
  EXPECT_THAT(report_of(run),
              HasSubstr("<img alt=\"what the browser showed\" src=\"data:image/png;base64,iVBORw0KGgo=\">"));
}

TEST(Html, SaysWhatIsWaived) {
  RunVerdict run = passed_run();
  run.scenarios.in_memory().front().waivers["STATUS-LOGS-TAIL"] = "waived until 2030-01-31: known & accepted";
  EXPECT_THAT(report_of(run), HasSubstr("STATUS-LOGS-TAIL: waived until 2030-01-31: known &amp; accepted"));
}

}  // namespace
}  // namespace roadworthy
