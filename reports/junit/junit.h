#pragma once

#include <string>

#include "core/verdict.h"

namespace roadworthy {

/// JUnit XML in the form that Jenkins, GitLab and the GitHub actions for test reports all read: `testsuites`, one level
/// of `testsuite` (a scenario), `testcase` (an item, or a check without one). `failure` is a deployment that is wrong,
/// `error` a stand that broke. Legal in XML 1.0 whatever a subject printed.
[[nodiscard]] std::string render_junit(const RunVerdict& run);

}  // namespace roadworthy
