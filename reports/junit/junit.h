#pragma once

#include "reports/common/run_verdict.h"
#include "reports/common/text_sink.h"

namespace roadworthy {

/// JUnit XML in the form that Jenkins, GitLab and the GitHub actions for test reports all read: `testsuites`, one level
/// of `testsuite` (a scenario), `testcase` (an item, or a check without one). `failure` is a deployment that is wrong,
/// `error` a stand that broke. Legal in XML 1.0 whatever a subject printed.
void write_junit(const RunVerdict& run, const TextSink& out);

}  // namespace roadworthy
