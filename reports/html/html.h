#pragma once

#include "reports/common/run_verdict.h"
#include "reports/common/text_sink.h"

namespace roadworthy {

/// The whole run as one HTML page without scripts, which needs nothing from elsewhere.
void write_html(const RunVerdict& run, const TextSink& out);

}  // namespace roadworthy
