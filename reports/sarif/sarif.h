#pragma once

#include "reports/common/run_verdict.h"
#include "reports/common/text_sink.h"

namespace roadworthy {

/// SARIF 2.1.0. Paths are URIs relative to where the run was started; columns count code points.
void write_sarif(const RunVerdict& run, const TextSink& out);

}  // namespace roadworthy
