#pragma once

#include "reports/common/run_verdict.h"
#include "reports/common/text_sink.h"

namespace roadworthy {

/// Workflow commands of GitHub Actions, one a line: `::error file=...,line=...,title=ITEM::message`. To be printed on
/// standard output.
void write_github(const RunVerdict& run, const TextSink& out);

}  // namespace roadworthy
